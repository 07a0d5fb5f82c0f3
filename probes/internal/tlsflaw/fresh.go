package tlsflaw

import (
	"bytes"
	"slices"
	"time"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsflaw/mini"
)

// Fresh reports whether answers of an earlier [Ask] can be used once more: every
// flaw that needs connections is among them, none is older than the age given,
// and the endpoint still has the versions, suites, features and key that it had
// then. Software that was exchanged while all of these stayed the same is not
// noticed; that is what the age is for.
func Fresh(old []survey.Flaw, was, is *survey.Endpoint, now time.Time, age time.Duration) bool {
	for _, name := range activeNames() {
		i := slices.IndexFunc(old, func(f survey.Flaw) bool { return f.Name == name })
		if i < 0 || now.Sub(old[i].At) > age || old[i].At.After(now) {
			return false
		}
	}
	return sameOffer(was, is) && slices.EqualFunc(was.Certificates, is.Certificates, sameKey)
}

// Again is the result of an earlier [Ask], with the time that its answers have,
// and with [Passive] told anew.
func Again(old []survey.Flaw, ep *survey.Endpoint, now time.Time) []survey.Flaw {
	var out []survey.Flaw
	for _, name := range activeNames() {
		i := slices.IndexFunc(old, func(f survey.Flaw) bool { return f.Name == name })
		if i >= 0 {
			out = append(out, old[i])
		}
	}
	return append(out, Passive(ep, now)...)
}

// sameOffer compares what the tests depend on.
func sameOffer(was, is *survey.Endpoint) bool {
	return was.Error == is.Error && was.ServerName == is.ServerName &&
		slices.EqualFunc(was.Protocols, is.Protocols, sameProtocol) &&
		was.Features.Heartbeat == is.Features.Heartbeat &&
		was.Features.SessionTickets == is.Features.SessionTickets &&
		was.Features.SecureRenegotiation == is.Features.SecureRenegotiation &&
		was.Features.ClientCertificate == is.Features.ClientCertificate
}

// sameProtocol compares one version's suites, whatever their order.
func sameProtocol(a, b survey.Protocol) bool {
	x, y := slices.Clone(a.Suites), slices.Clone(b.Suites)
	slices.Sort(x)
	slices.Sort(y)
	return a.Version == b.Version && a.Offered == b.Offered && a.Complete == b.Complete && slices.Equal(x, y)
}

// sameKey reports whether two certificates hold the same key: a certificate that
// was renewed with its key changes nothing here.
func sameKey(a, b survey.Certificate) bool {
	if len(a.Sent) == 0 || len(b.Sent) == 0 {
		return a.SHA256 != "" && a.SHA256 == b.SHA256
	}
	x, okX := mini.PublicKeyInfo(a.Sent[0])
	y, okY := mini.PublicKeyInfo(b.Sent[0])
	if !okX || !okY {
		return bytes.Equal(a.Sent[0], b.Sent[0])
	}
	return bytes.Equal(x, y)
}
