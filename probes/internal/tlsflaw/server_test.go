package tlsflaw

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"math/big"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsflaw/mini"
	"holdfast/probes/internal/tlswire"
)

// behaviour is how a server of the test deviates from a good one. The zero value
// is sound: it speaks TLS 1.2 with TLS_RSA_WITH_AES_128_CBC_SHA.
type behaviour struct {
	heartbeat   string // "", sound, leaky, late, mute, alert, close
	ccs         string // "", accept, late, close, mute
	renegotiate string // "", accept, fatal, close, ignore, hang
	renews      string // the same, for a second hello that proves to be of the session
	knowsNot    bool   // RFC 5746
	resumes     int64  // sessions are resumed by id from this connection on; 0: never
	fallback    byte   // alert to the signal of RFC 7507; 0: ignores it
	tickets     string // "", sound, bleed, forget
	strict      bool   // refuses clients that do not know RFC 5746
	wantsKey    bool   // insists on a client certificate
	greets      bool   // speaks first
	lies        bool   // sends a Finished that proves nothing
	drops       int64  // closes every so many connections at once
	// exchange says what follows on a fault of RSA padding, record on a fault of
	// a CBC record: an action of act. "" goes on as a sound server does.
	exchange func(fault string, connection int64) string
	record   func(fault string, connection int64) string
}

// testServer is a TLS server of few parts.
type testServer struct {
	behaviour

	key         *rsa.PrivateKey
	der         []byte
	connections atomic.Int64
}

const (
	theSuite    = tlswire.Suite(0x002f)
	sessionSize = 32
)

// oneKey is the key of all servers: making one takes longer than a test.
var oneKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// newServer makes a server.
func newServer(t *testing.T, b behaviour) *testServer {
	t.Helper()
	return &testServer{behaviour: b, key: oneKey(), der: selfSigned(t, oneKey())}
}

// selfSigned makes a certificate.
func selfSigned(t *testing.T, key *rsa.PrivateKey) []byte {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// dial connects to the server.
func (s *testServer) dial(context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	p := &peer{testServer: s, conn: far, in: pump(far), number: s.connections.Add(1)}
	go func() {
		defer far.Close()
		_ = p.serve()
	}()
	return near, nil
}

// endpoint is what an enumerator would find.
func (s *testServer) endpoint() *survey.Endpoint {
	ep := &survey.Endpoint{ServerName: "example.test"}
	for _, v := range tlswire.Versions() {
		ep.Protocols = append(ep.Protocols, survey.Protocol{Version: v, Offered: survey.No, Complete: true})
	}
	ep.Protocols[3].Offered, ep.Protocols[3].Suites = survey.Yes, []tlswire.Suite{theSuite}
	return ep
}

// pump reads a connection into memory, so that the other end can always write.
func pump(conn net.Conn) io.Reader {
	chunks := make(chan []byte, 1024)
	go func() {
		defer close(chunks)
		for {
			buf := make([]byte, 4096)
			n, err := conn.Read(buf)
			if n > 0 {
				chunks <- buf[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	return &chunkReader{chunks: chunks}
}

type chunkReader struct {
	chunks chan []byte
	rest   []byte
}

func (r *chunkReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		var ok bool
		if r.rest, ok = <-r.chunks; !ok {
			return 0, io.EOF
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// peer is one connection of the server.
type peer struct {
	*testServer

	conn       net.Conn
	in         io.Reader
	number     int64
	out, back  *mini.Half
	transcript []byte
	hello      clientHello
	random     []byte
	proof      []byte // what the client's Finished said
}

type clientHello struct {
	random, session, ticket []byte
	hasTicket, knows5746    bool
	renews                  []byte
	fallback                bool
	heartbeat               bool
}

var errDone = errors.New("the connection is done")

// send writes a record.
func (p *peer) send(kind uint8, body []byte) error {
	if p.out != nil {
		body = p.out.Seal(kind, body)
	}
	head := binary.BigEndian.AppendUint16([]byte{kind, 3, 3}, uint16(len(body)))
	_, err := p.conn.Write(append(head, body...))
	return err
}

// message sends a handshake message.
func (p *peer) message(kind uint8, body []byte) error {
	n := len(body)
	whole := append([]byte{kind, byte(n >> 16), byte(n >> 8), byte(n)}, body...)
	p.transcript = append(p.transcript, whole...)
	return p.send(mini.HandshakeRecord, whole)
}

// record reads one, not yet decrypted.
func (p *peer) read() (uint8, []byte, error) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(p.in, head); err != nil {
		return 0, nil, err
	}
	body := make([]byte, binary.BigEndian.Uint16(head[3:]))
	_, err := io.ReadFull(p.in, body)
	return head[0], body, err
}

// alert sends a fatal one; the connection is done.
func (p *peer) alert(n byte) error {
	_ = p.send(mini.AlertRecord, []byte{2, n})
	return errDone
}

// silent reads on until the client goes.
func (p *peer) silent() error {
	for {
		if _, _, err := p.read(); err != nil {
			return err
		}
	}
}

// act does what a behaviour says.
func (p *peer) act(action string) error {
	switch action {
	case "close":
		return errDone
	case "silence":
		return p.silent()
	case "handshake_failure":
		return p.alert(40)
	case "unexpected_message":
		return p.alert(10)
	case "bad_record_mac":
		return p.alert(20)
	case "decryption_failed":
		return p.alert(21)
	case "record_overflow":
		return p.alert(22)
	default:
		return nil
	}
}

func (p *peer) serve() error {
	kind, body, err := p.read()
	if err != nil || kind != mini.HandshakeRecord || p.drops > 0 && p.number%p.drops == 0 {
		return errDone
	}
	p.transcript = append(p.transcript, body...)
	p.hello = readHello(body)
	if p.strict && !p.hello.knows5746 {
		return p.alert(40)
	}
	if p.hello.fallback && p.fallback != 0 {
		return p.alert(p.fallback)
	}
	if err := p.flight(); err != nil {
		return err
	}
	if err := p.keyExchange(); err != nil {
		return err
	}
	if p.greets {
		_ = p.send(mini.ApplicationData, []byte("220 hello"))
	}
	return p.converse()
}

func readHello(message []byte) clientHello {
	var out clientHello
	s := cryptobyte.String(message[4:])
	var session, suites, compression, extensions cryptobyte.String
	s.Skip(2)
	s.ReadBytes(&out.random, 32)
	s.ReadUint8LengthPrefixed(&session)
	s.ReadUint16LengthPrefixed(&suites)
	s.ReadUint8LengthPrefixed(&compression)
	s.ReadUint16LengthPrefixed(&extensions)
	out.session = session
	for i := 0; i+1 < len(suites); i += 2 {
		out.knows5746 = out.knows5746 || suites[i] == 0 && suites[i+1] == 0xff
		out.fallback = out.fallback || suites[i] == 0x56 && suites[i+1] == 0
	}
	for !extensions.Empty() {
		var kind uint16
		var body cryptobyte.String
		if !extensions.ReadUint16(&kind) || !extensions.ReadUint16LengthPrefixed(&body) {
			break
		}
		switch kind {
		case 15:
			out.heartbeat = true
		case 35:
			out.hasTicket, out.ticket = true, body
		case 0xff01:
			out.renews = body[1:]
		}
	}
	return out
}

// flight sends ServerHello … ServerHelloDone, or resumes.
func (p *peer) flight() error {
	p.random = make([]byte, 32)
	_, _ = rand.Read(p.random)
	session := make([]byte, sessionSize)
	resumed := string(p.hello.ticket) == "ticket" && p.tickets != "forget"
	if resumed {
		session = p.hello.session
		if p.tickets == "bleed" {
			session = append(bytes.Clone(session), make([]byte, sessionSize-len(session))...)
		}
	}
	if p.resumes > 0 && p.number >= p.resumes && bytes.Equal(p.hello.session, session) {
		resumed = true
	}
	if err := p.message(2, p.serverHello(session)); err != nil {
		return err
	}
	if resumed {
		return p.send(mini.ChangeCipherSpec, []byte{1})
	}
	n := len(p.der)
	one := append([]byte{byte(n >> 16), byte(n >> 8), byte(n)}, p.der...)
	n = len(one)
	if err := p.message(11, append([]byte{byte(n >> 16), byte(n >> 8), byte(n)}, one...)); err != nil {
		return err
	}
	if p.wantsKey {
		if err := p.message(13, []byte{1, 1, 0, 2, 4, 1, 0, 0}); err != nil {
			return err
		}
	}
	return p.message(14, nil)
}

func (p *peer) serverHello(session []byte) []byte {
	var b cryptobyte.Builder
	b.AddUint16(0x0303)
	b.AddBytes(p.random)
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(session) })
	b.AddUint16(uint16(theSuite))
	b.AddUint8(0)
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		if p.hello.knows5746 && !p.knowsNot {
			b.AddBytes([]byte{0xff, 1, 0, 1, 0})
		}
		if p.heartbeat != "" && p.hello.heartbeat {
			b.AddBytes([]byte{0, 15, 0, 1, 1})
		}
		if p.tickets != "" && p.hello.hasTicket {
			b.AddBytes([]byte{0, 35, 0, 0})
		}
	})
	return b.BytesOrPanic()
}

// keyExchange reads the client's second flight and ends the handshake.
func (p *peer) keyExchange() error {
	var secret []byte
	for secret == nil {
		kind, body, err := p.read()
		switch {
		case err != nil:
			return err
		case kind == mini.ChangeCipherSpec:
			return p.early()
		case kind == mini.HeartbeatRecord:
			if err := p.beat(body); err != nil {
				return err
			}
			continue
		case kind != mini.HandshakeRecord || len(body) < 4:
			return p.alert(10)
		}
		p.transcript = append(p.transcript, body...)
		switch {
		case body[0] == 11 && p.wantsKey:
			return p.alert(40)
		case body[0] != 16:
			return p.alert(10)
		}
		if secret, err = p.decrypt(body[6:]); err != nil {
			return err
		}
	}
	return p.finish(secret)
}

// early is what follows on a ChangeCipherSpec that comes too early.
func (p *peer) early() error {
	switch p.ccs {
	case "accept":
		if _, _, err := p.read(); err != nil {
			return err
		}
		return p.alert(20)
	case "late":
		if _, _, err := p.read(); err != nil {
			return err
		}
		return p.alert(10)
	case "close":
		return errDone
	case "mute":
		return p.silent()
	default:
		return p.alert(10)
	}
}

// raw decrypts without padding (RFC 8017 §5.1.2, with the Chinese remainders).
func raw(key *rsa.PrivateKey, encrypted []byte) []byte {
	c := new(big.Int).SetBytes(encrypted)
	m1 := new(big.Int).Exp(c, key.Precomputed.Dp, key.Primes[0])
	m2 := new(big.Int).Exp(c, key.Precomputed.Dq, key.Primes[1])
	h := m1.Sub(m1, m2)
	h.Mod(h.Mul(h, key.Precomputed.Qinv), key.Primes[0])
	return h.Add(m2, h.Mul(h, key.Primes[1])).FillBytes(make([]byte, key.Size()))
}

// decrypt takes the padding off a secret; a fault may be told.
func (p *peer) decrypt(encrypted []byte) ([]byte, error) {
	m := raw(p.key, encrypted)
	fault, zero := "", bytes.IndexByte(m[2:], 0)
	switch {
	case m[0] != 0 || m[1] != 2:
		fault = "beginning"
	case zero < 0:
		fault = "no zero"
	case zero+3+48 != len(m):
		fault = "late zero"
	case m[len(m)-48] != 3 || m[len(m)-47] != 3:
		fault = "version"
	}
	if p.exchange != nil {
		if err := p.act(p.exchange(fault, p.number)); err != nil {
			return nil, err
		}
	}
	if fault != "" { // RFC 5246 §7.4.7.1: go on with a secret that nobody knows
		secret := make([]byte, 48)
		_, _ = rand.Read(secret)
		return secret, nil
	}
	return m[len(m)-48:], nil
}

// prf12 is the one of TLS 1.2, written apart from the client's.
func prf12(secret []byte, label string, seed []byte, n int) []byte {
	sum := func(b ...[]byte) []byte {
		m := hmac.New(sha256.New, secret)
		m.Write(bytes.Join(b, nil))
		return m.Sum(nil)
	}
	seed = append([]byte(label), seed...)
	var out []byte
	for a := sum(seed); len(out) < n; a = sum(a) {
		out = append(out, sum(a, seed)...)
	}
	return out[:n]
}

// finish reads ChangeCipherSpec and Finished and answers them.
func (p *peer) finish(secret []byte) error {
	master := prf12(secret, "master secret", append(bytes.Clone(p.hello.random), p.random...), 48)
	client, server, err := mini.Keys(theSuite, tlswire.TLS12, master, p.hello.random, p.random)
	if err != nil {
		return err
	}
	if kind, _, err := p.read(); err != nil || kind != mini.ChangeCipherSpec {
		return p.alert(10)
	}
	_, body, err := p.read()
	if err != nil {
		return err
	}
	p.back = client
	plain, err := p.back.Open(mini.HandshakeRecord, body)
	if err != nil {
		return p.alert(20)
	}
	sum := sha256.Sum256(p.transcript)
	if !bytes.Equal(plain[4:], prf12(master, "client finished", sum[:], 12)) {
		return p.alert(51)
	}
	p.transcript, p.proof = append(p.transcript, plain...), bytes.Clone(plain[4:])
	if p.tickets != "" && p.hello.hasTicket {
		_ = p.message(4, append([]byte{0, 0, 0, 0, 0, 6}, "ticket"...))
	}
	_ = p.send(mini.ChangeCipherSpec, []byte{1})
	p.out = server
	sum = sha256.Sum256(p.transcript)
	proof := prf12(master, "server finished", sum[:], 12)
	if p.lies {
		proof[0] ^= 1
	}
	return p.message(20, proof)
}

// converse reads the records of the session.
func (p *peer) converse() error {
	for {
		kind, body, err := p.read()
		if err != nil {
			return err
		}
		if p.record != nil && kind == mini.ApplicationData {
			action := p.record(p.fault(kind, body), p.number)
			if action == "accept" {
				_, _ = p.back.Open(kind, body)
				continue
			}
			if err := p.act(action); err != nil {
				return err
			}
		}
		plain, err := p.back.Open(kind, body)
		if err != nil {
			return p.alert(20)
		}
		switch {
		case kind == mini.AlertRecord:
			_ = p.send(mini.AlertRecord, []byte{1, 0})
			return errDone
		case kind == mini.HeartbeatRecord:
			err = p.beat(plain)
		case kind == mini.HandshakeRecord && plain[0] == 1:
			err = p.second(readHello(plain))
		}
		if err != nil {
			return err
		}
	}
}

// beat answers a heartbeat.
func (p *peer) beat(plain []byte) error {
	claimed := int(plain[1])<<8 | int(plain[2])
	lies := 3+claimed+16 > len(plain)
	switch {
	case p.heartbeat == "mute", lies && p.heartbeat == "sound":
		return nil
	case lies && p.heartbeat == "alert":
		return p.alert(10)
	case lies && p.heartbeat == "close":
		return errDone
	}
	return p.send(mini.HeartbeatRecord, append([]byte{2, plain[1], plain[2]}, make([]byte, claimed+16)...))
}

// second answers a second ClientHello.
func (p *peer) second(again clientHello) error {
	how := p.renegotiate
	switch {
	case len(again.renews) > 0 && !bytes.Equal(again.renews, p.proof), again.knows5746:
		return p.alert(40) // RFC 5746 §3.7
	case len(again.renews) > 0:
		how = p.renews
	}
	switch how {
	case "accept":
		return p.message(2, p.serverHello(nil))
	case "fatal":
		return p.alert(40)
	case "close":
		return errDone
	case "ignore":
		return nil
	case "hang":
		return p.silent()
	default:
		return p.send(mini.AlertRecord, []byte{1, 100})
	}
}

// fault says what is wrong with a record.
func (p *peer) fault(kind uint8, body []byte) string {
	raw, err := p.back.Reveal(body)
	if err != nil {
		return "mac"
	}
	n := int(raw[len(raw)-1]) + 1
	if n > len(raw) {
		return "long"
	}
	pad := raw[len(raw)-n:]
	uniform := bytes.Count(pad, pad[len(pad)-1:]) == n
	cut := len(raw) - n - 20
	switch {
	case cut < 0 && uniform:
		return "only"
	case cut < 0:
		return "long"
	}
	good := hmac.Equal(raw[cut:cut+20], p.back.MAC(kind, raw[:cut]))
	switch {
	case good && uniform:
		return ""
	case good:
		return "pad"
	case !uniform:
		return "both"
	case cut == 0:
		return "empty"
	default:
		return "mac"
	}
}
