package vantage

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// dns is an anchor that answers by resolving. It is asked for the name servers
// of the root: every resolver knows them, and no search list or local zone can
// stand in the way.
type dns struct {
	dial    dial
	address string
}

// udpWait is how long one datagram is waited for: UDP loses some (RFC 1035
// section 4.2.1 recommends 2 to 5 s; anchors have 2 s for everything).
const udpWait = 500 * time.Millisecond

// ask tries twice over UDP and then, or when the answer was cut, over TCP.
func (d dns) ask(ctx context.Context) error {
	id, query, err := newQuery()
	if err != nil {
		return err
	}
	for range 2 {
		if err = d.once(ctx, "udp", id, query); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return d.once(ctx, "tcp", id, query)
}

// once sends the query and reads one answer.
func (d dns) once(ctx context.Context, network string, id uint16, query []byte) error {
	conn, err := d.dial(ctx, network, d.address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	var answer []byte
	if network == "udp" {
		answer, err = exchangeUDP(conn, query)
	} else {
		answer, err = exchangeTCP(conn, query)
	}
	if err != nil {
		return err
	}
	return judge(answer, id)
}

func exchangeUDP(conn net.Conn, query []byte) ([]byte, error) {
	if err := conn.SetReadDeadline(time.Now().Add(udpWait)); err != nil {
		return nil, err
	}
	if _, err := conn.Write(query); err != nil {
		return nil, err
	}
	buf := make([]byte, 4096)
	n, err := conn.Read(buf)
	return buf[:n], err
}

// exchangeTCP puts the length before the message, RFC 1035 section 4.2.2.
func exchangeTCP(conn net.Conn, query []byte) ([]byte, error) {
	framed := binary.BigEndian.AppendUint16(nil, uint16(len(query))) //nolint:gosec // 17 bytes
	if _, err := conn.Write(append(framed, query...)); err != nil {
		return nil, err
	}
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return nil, err
	}
	answer := make([]byte, binary.BigEndian.Uint16(length[:]))
	_, err := io.ReadFull(conn, answer)
	return answer, err
}

// newQuery returns the question for ". NS" with recursion, under a random ID.
func newQuery() (uint16, []byte, error) {
	var random [2]byte
	if _, err := rand.Read(random[:]); err != nil {
		return 0, nil, err
	}
	id := binary.BigEndian.Uint16(random[:])
	b := dnsmessage.NewBuilder(nil, dnsmessage.Header{ID: id, RecursionDesired: true})
	question := dnsmessage.Question{Name: dnsmessage.MustNewName("."), Type: dnsmessage.TypeNS, Class: dnsmessage.ClassINET}
	if err := errors.Join(b.StartQuestions(), b.Question(question)); err != nil {
		return 0, nil, err
	}
	query, err := b.Finish()
	return id, query, err
}

// judge reads an answer. Only name servers will do: a forwarder whose own way out
// is gone still answers, with SERVFAIL.
func judge(answer []byte, id uint16) error {
	var p dnsmessage.Parser
	head, err := p.Start(answer)
	switch {
	case err != nil:
		return fmt.Errorf("sent %d bytes that are no DNS answer: %w", len(answer), err)
	case head.ID != id || !head.Response:
		return errors.New("sent an answer to another question")
	case head.RCode != dnsmessage.RCodeSuccess:
		return fmt.Errorf("answered %s; want the root's name servers", head.RCode)
	case head.Truncated:
		return errors.New("cut its answer")
	}
	if err := p.SkipAllQuestions(); err != nil {
		return fmt.Errorf("sent a broken DNS answer: %w", err)
	}
	for {
		h, err := p.AnswerHeader()
		if err != nil {
			return errors.New("answered without the root's name servers")
		}
		if h.Type == dnsmessage.TypeNS {
			return nil
		}
		if err := p.SkipAnswer(); err != nil {
			return fmt.Errorf("sent a broken DNS answer: %w", err)
		}
	}
}
