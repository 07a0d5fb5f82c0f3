package mini

import (
	"crypto/hmac"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"

	"holdfast/probes/internal/tlswire"
)

// errFinished says that the server's proof of the handshake is wrong.
var errFinished = errors.New("the server's Finished does not fit the handshake")

// errVersion says that the server took a version that is not spoken here.
var errVersion = errors.New("the server took a version that is not spoken here")

// Complete goes through the rest of the handshake as a good client does. A nil
// error proves that both sides have the same keys.
func (c *Conn) Complete() error {
	if c.Flight.Version < tlswire.TLS10 || c.Flight.Version > tlswire.TLS12 || c.Flight.Resumed {
		return errVersion
	}
	premaster, body, err := c.secret()
	if err != nil {
		return err
	}
	flight := append(c.NoCertificate(), c.frame(HandshakeRecord, c.say(clientKeyExchange, body))...)
	client, server, err := c.keys(premaster)
	if err != nil {
		return err
	}
	flight = append(flight, c.frame(ChangeCipherSpec, []byte{1})...)
	c.out = client
	c.proven = c.proof("client finished", len(c.transcript))
	flight = append(flight, c.record(HandshakeRecord, c.say(finished, c.proven))...)
	if err := c.write(flight); err != nil {
		return err
	}
	return c.conclude(server)
}

// say makes a handshake message and takes it into the transcript.
func (c *Conn) say(kind uint8, body []byte) []byte {
	n := len(body)
	out := append([]byte{kind, byte(n >> 16), byte(n >> 8), byte(n)}, body...)
	c.transcript = append(c.transcript, out...)
	return out
}

// NoCertificate is the record with the empty Certificate message that answers a
// request for one (RFC 5246 §7.4.6); nothing when none was wanted.
func (c *Conn) NoCertificate() []byte {
	if !c.Flight.CertificateWanted {
		return nil
	}
	return c.frame(HandshakeRecord, c.say(certificate, []byte{0, 0, 0}))
}

// keys makes the session's keys of the premaster secret.
func (c *Conn) keys(premaster []byte) (client, server *Half, err error) {
	s, _ := find(c.Flight.Suite)
	label, seed := "master secret", slices.Concat(c.random, c.Flight.random)
	if c.Extended = c.Flight.Extended && !c.offer.Slim; c.Extended { // RFC 7627 §4
		label, seed = "extended master secret", digest(c.Flight.Version, s.cipher.prf, c.transcript)
	}
	c.master = prf(c.Flight.Version, s.cipher.prf, premaster, label, seed, masterLen)
	return Keys(c.Flight.Suite, c.Flight.Version, c.master, c.random, c.Flight.random)
}

// proof is the content of a Finished over so much of the transcript (RFC 5246
// §7.4.9).
func (c *Conn) proof(label string, length int) []byte {
	s, _ := find(c.Flight.Suite)
	seed := digest(c.Flight.Version, s.cipher.prf, c.transcript[:length])
	return prf(c.Flight.Version, s.cipher.prf, c.master, label, seed, 12)
}

// conclude reads the server's last flight.
func (c *Conn) conclude(server *Half) error {
	for {
		before := len(c.transcript)
		e, err := c.expect()
		switch {
		case err != nil:
			return err
		case e.record == ChangeCipherSpec && c.back == nil:
			c.back = server
		case e.record != HandshakeRecord:
			return fmt.Errorf("record type %d: %w", e.record, errOrder)
		case e.message == newSessionTicket && c.back == nil:
			c.ticket(e.body)
		case e.message != finished || c.back == nil:
			return fmt.Errorf("handshake message %d: %w", e.message, errOrder)
		case !hmac.Equal(e.body, c.proof("server finished", before)):
			return errFinished
		default:
			return nil
		}
	}
}

// ticket reads a session ticket (RFC 5077 §3.3).
func (c *Conn) ticket(s cryptobyte.String) {
	var lifetime uint32
	var ticket cryptobyte.String
	if s.ReadUint32(&lifetime) && s.ReadUint16LengthPrefixed(&ticket) {
		c.Ticket = ticket
	}
}

// Again sends a second ClientHello inside the session: a renegotiation in the
// way of before RFC 5746 when the offer is Legacy.
func (c *Conn) Again(offer Offer) error {
	hello, err := offer.message(newRandom())
	if err != nil {
		return err
	}
	return c.Send(HandshakeRecord, hello)
}

// Renew sends a second ClientHello inside the session that proves to belong to it,
// as RFC 5746 §3.5 wants.
func (c *Conn) Renew(offer Offer) error {
	offer.Renews = c.proven
	return c.Again(offer)
}

// KeyExchange sends a ClientKeyExchange with an encrypted secret of any making,
// after the empty Certificate where one was wanted.
func (c *Conn) KeyExchange(encrypted []byte) error {
	out := c.NoCertificate()
	return c.write(append(out, c.frame(HandshakeRecord, c.say(clientKeyExchange, prefix16(encrypted)))...))
}
