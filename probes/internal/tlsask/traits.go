package tlsask

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"sync"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// traits is what answers show besides the suite, gathered over all of them. It
// may be used by several goroutines.
type traits struct {
	mu       sync.Mutex // protects all
	sent     []survey.Certificate
	features survey.Features
	exchange survey.Exchange
	prime    []byte          // the shortest one
	publics  map[string]bool // public values of key exchanges that were seen
	good     *tlswire.Hello  // a hello that was accepted
	old      bool            // an answer below TLS 1.3 came
}

// notice takes in an answer.
func (d *door) notice(hello tlswire.Hello, answer tlswire.Answer) {
	if answer.Refused || answer.Suite == 0 {
		return
	}
	t := &d.traits
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.good == nil || hello.Version < t.good.Version && hello.Version >= tlswire.TLS12 {
		good := hello
		good.Suites = []tlswire.Suite{answer.Suite}
		t.good = &good
	}
	if answer.Version >= tlswire.TLS13 {
		return
	}
	t.old = true
	t.certificate(answer)
	t.feature(hello, answer)
	t.keyExchange(answer)
}

// accepted is a hello that the server takes.
func (t *traits) accepted() (tlswire.Hello, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.good == nil {
		return tlswire.Hello{}, false
	}
	return *t.good, true
}

// compression is whether the server compresses, as far as it was seen.
func (t *traits) compression() survey.Known {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.features.Compression
}

// chains are the distinct chains, by their leaves.
func (t *traits) chains() []survey.Certificate {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.sent)
}

// certificate keeps one of each chain.
func (t *traits) certificate(a tlswire.Answer) {
	if len(a.Certificates) > 0 {
		t.keep(survey.Certificate{Sent: a.Certificates, Staple: a.Staple, SCTList: a.SCTs})
	}
}

// keep adds a chain, or what came with it to the one that is there.
func (t *traits) keep(c survey.Certificate) {
	sum := sha256.Sum256(c.Sent[0])
	for i, known := range t.sent {
		if sha256.Sum256(known.Sent[0]) == sum {
			if len(known.Staple) == 0 {
				t.sent[i].Staple = bytes.Clone(c.Staple)
			}
			if len(known.SCTList) == 0 {
				t.sent[i].SCTList = bytes.Clone(c.SCTList)
			}
			return
		}
	}
	t.sent = append(t.sent, c)
}

// feature takes from an answer below TLS 1.3 what the server can. A Yes stays.
func (t *traits) feature(h tlswire.Hello, a tlswire.Answer) {
	f := &t.features
	extensions := a.Version > tlswire.SSL30 && h.Version > tlswire.SSL30
	ask := func(k *survey.Known, asked, yes bool) {
		if yes || asked && *k == survey.Unknown {
			*k = survey.Is(yes)
		}
	}
	ask(&f.SecureRenegotiation, !h.NoRenegotiation, a.SecureRenegotiation)
	ask(&f.Compression, len(h.Compression) > 0, a.Compression != tlswire.NoCompression)
	ask(&f.ExtendedMasterSecret, h.ExtendedMasterSecret && extensions, a.ExtendedMasterSecret)
	ask(&f.Heartbeat, h.Heartbeat && extensions, a.Heartbeat)
	ask(&f.EncryptThenMAC, h.EncryptThenMAC && extensions && a.Suite.Has("CBC"), a.EncryptThenMAC)
	comforts := extensions && !h.Slim && !h.NoComforts
	ask(&f.SessionTickets, comforts || h.SessionTicket, a.SessionTicket)
	ask(&f.SessionIDs, !a.SessionTicket, len(a.SessionID) > 0)
	whole := a.Cut == "" && len(a.Certificates) > 0
	ask(&f.Stapled, whole && (comforts || h.Staple), len(a.Staple) > 0)
	if a.ALPN != "" && !slices.Contains(f.ALPN, a.ALPN) {
		f.ALPN = append(f.ALPN, a.ALPN)
	}
	switch {
	case a.CertificateRequested && f.ClientCertificate != "required":
		f.ClientCertificate = "optional"
	case whole && f.ClientCertificate == "":
		f.ClientCertificate = "none"
	}
}

// keyExchange takes from an answer below TLS 1.3 what its parameters show.
func (t *traits) keyExchange(a tlswire.Answer) {
	x := &t.exchange
	if a.Exchange.Scheme != 0 {
		t.scheme(a.Exchange.Scheme.String())
	}
	if len(a.Exchange.Public) == 0 {
		return
	}
	reused := &x.ECDHReused
	if a.DHBits > 0 {
		reused = &x.DHReused
		if x.DHBits == 0 || a.DHBits < x.DHBits {
			x.DHBits = a.DHBits
			x.DHPrime, t.prime = tlswire.PrimeName(a.Exchange.Prime), a.Exchange.Prime
		}
	}
	t.public(reused, a)
}

// public notes a public value, and whether it came before. Values of different
// groups cannot be compared.
func (t *traits) public(reused *survey.Known, a tlswire.Answer) {
	if t.publics == nil {
		t.publics = map[string]bool{}
	}
	group := "group " + a.Exchange.Group.String() + string(a.Exchange.Prime)
	value := group + string(a.Exchange.Public)
	switch {
	case t.publics[value]:
		*reused = survey.Yes
	case t.publics[group] && *reused == survey.Unknown:
		*reused = survey.No
	}
	t.publics[group], t.publics[value] = true, true
}

// scheme notes a signature scheme by name.
func (t *traits) scheme(name string) {
	if !slices.Contains(t.exchange.Schemes, name) {
		t.exchange.Schemes = append(t.exchange.Schemes, name)
	}
}
