package tlsask

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/front"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// TestIntolerance wants the one thing that a front dislikes told apart from all
// that comes along with it.
func TestIntolerance(t *testing.T) {
	t.Parallel()
	const keyShare = 51
	for _, c := range []struct {
		name     string
		dislikes func(front.Hello) front.Reaction
		to       string
		modern   survey.Known
	}{
		{"TLS 1.3 by its number", front.Offers13(front.Shut), "version", survey.No},
		{"TLS 1.3 by its number, reset", front.Offers13(front.Reset), "version", survey.No},
		{"supported_versions", front.Version13(front.Shut), "extension", survey.No},
		{"key_share", front.Having(keyShare, front.Shut), "extension", survey.No},
		{"all that is new", front.Newer(front.Until2015(), front.Shut), "extension", survey.No},
		{"big hellos", front.BiggerThan(600, front.Reset), "size", survey.Yes},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, err := front.Before(t.Context(), serve(t, speak(usualServer(t))).String(), front.Manner{Dislikes: c.dislikes})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(f.Close)
			e := look(t, netip.MustParseAddrPort(f.Address()), Options{Pause: time.Millisecond, Gap: time.Millisecond}).Endpoints[0]
			var to []string
			for _, i := range e.Intolerances {
				to = append(to, i.To)
			}
			if diff := cmp.Diff([]string{c.to}, to); diff != "" {
				t.Errorf("intolerant of (-want +got):\n%s%v", diff, e.Intolerances)
			}
			if p := e.Protocol(tlswire.TLS13); p.Offered != c.modern || !p.Complete {
				t.Errorf("TLS 1.3: %s, complete %v (%s); want %s", p.Offered, p.Complete, p.Missing, c.modern)
			}
			if p := e.Protocol(tlswire.TLS12); p.Offered != survey.Yes || !p.Complete {
				t.Errorf("TLS 1.2: %s, complete %v (%s); want all of it", p.Offered, p.Complete, p.Missing)
			}
		})
	}
}
