package tlsask

import (
	"errors"
	"slices"
	"strconv"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// survey writes down what all addresses showed.
func (l *looking) survey(visits []*visit) *survey.Survey {
	s := &survey.Survey{
		Host: l.target.Host, Port: l.target.Port, ServerName: l.target.ServerName, StartTLS: l.target.StartTLS,
		At: l.Now().UTC(), Mode: string(l.Mode),
	}
	for _, v := range visits {
		s.Endpoints = append(s.Endpoints, v.endpoint())
		if v.nameless != nil {
			s.Nameless = append(s.Nameless, *v.nameless)
		}
	}
	s.Connections = l.purse.spent()
	return s
}

// endpoint writes down what one address showed.
func (v *visit) endpoint() survey.Endpoint {
	e := survey.Endpoint{Address: v.to, ServerName: v.sni}
	if v.err != nil {
		e.Error = v.err.Error()
		return e
	}
	for _, o := range v.offers {
		e.Protocols = append(e.Protocols, o.protocol())
		if other, ok := errors.AsType[*tlswire.NotTLSError](o.err); ok && v.best() == nil {
			e.NotTLS = strconv.QuoteToASCII(string(other.Begin))
		}
	}
	v.together()
	e.Certificates = v.traits.sent
	e.Features, e.Exchange = v.features(), v.traits.exchange
	e.Intolerances = v.intolerances
	e.HTTP, e.HandshakeSeconds = v.shake.http, v.shake.took.Seconds()
	if v.shake.err != nil && len(e.Certificates) == 0 {
		e.NoCertificate = v.shake.err.Error()
	}
	return e
}

// together puts what the full handshake showed to what the hellos did. Its chain
// comes first.
func (v *visit) together() {
	t := &v.traits
	sent := t.sent
	if len(v.shake.sent.Sent) > 0 {
		t.sent = []survey.Certificate{v.shake.sent}
		for _, c := range sent {
			t.keep(c)
		}
	}
	if safe, decided := tlswire.SafePrime(t.prime); decided && len(t.prime) > 0 {
		t.exchange.DHSafe = survey.Is(safe)
	}
}

// features are those of the hellos and of the full handshake.
func (v *visit) features() survey.Features {
	f, s := v.traits.features, v.shake
	if s.done {
		if s.ticket || f.SessionTickets == survey.Unknown && s.listened {
			f.SessionTickets = survey.Is(s.ticket)
		}
		f.EarlyData = s.earlyData
		if s.version < tlswire.TLS13 {
			f.EarlyData = survey.No // there is no such thing
		}
		f.Stapled = f.Stapled.Or(survey.Is(len(s.sent.Staple) > 0))
		if f.Stapled == survey.Unknown {
			f.Stapled = survey.Is(len(s.sent.Staple) > 0)
		}
	}
	if s.alpn != "" && !slices.Contains(f.ALPN, s.alpn) {
		f.ALPN = append(f.ALPN, s.alpn)
	}
	switch {
	case s.refused:
		f.ClientCertificate = "required"
	case s.wantsCertificate:
		f.ClientCertificate = "optional"
	case s.done && f.ClientCertificate == "":
		f.ClientCertificate = "none"
	}
	f.FallbackSCSV, f.SNIRequired = v.fallback, v.sniRequired
	return f
}
