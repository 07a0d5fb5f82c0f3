package tlsrules_test

import (
	"encoding/json"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules"
	"holdfast/probes/internal/tlsrules/advice"
	"holdfast/probes/internal/tlsrules/ssllabs"
	"holdfast/probes/internal/tlswire"
)

const kyberDraft tlswire.Group = 25497

// node speaks TLS 1.2 and 1.3 at an address.
func node(last byte, edits ...func(*survey.Endpoint)) survey.Endpoint {
	e := survey.Endpoint{
		Address: netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, last}), 443),
		Features: survey.Features{
			SecureRenegotiation: survey.Yes, InsecureRenegotiation: survey.No, Compression: survey.No, Heartbeat: survey.No, SessionTickets: survey.No,
		},
		Certificates: []survey.Certificate{{
			Key: survey.Key{Kind: "RSA", Bits: 2048}, Signature: "SHA256-RSA", SHA256: "00112233445566778899", NameMatches: survey.Yes,
			Period: "valid", Trusted: survey.Yes, Complete: survey.Yes,
		}},
		HTTP:  &survey.HTTP{Server: "Apache/2.4", HSTS: &survey.HSTS{Raw: "max-age=63072000", Valid: true, MaxAge: 63072000}},
		Flaws: []survey.Flaw{{Name: survey.CCSInjection, Vulnerable: survey.No}},
	}
	for _, v := range append([]tlswire.Version{tlswire.SSL20}, tlswire.Versions()...) {
		p := survey.Protocol{Version: v, Offered: survey.No}
		switch v { //nolint:exhaustive // the others are not offered
		case tlswire.TLS12:
			p = survey.Protocol{Version: v, Offered: survey.Yes, Complete: true, Suites: []tlswire.Suite{0xc02f}, Groups: []tlswire.Group{29, 23}, GroupsComplete: true}
		case tlswire.TLS13:
			p = survey.Protocol{
				Version: v, Offered: survey.Yes, Complete: true, Suites: []tlswire.Suite{0x1301, 0x1302}, Order: survey.ServerOrder,
				Groups: []tlswire.Group{4588, 29, 23}, GroupsComplete: true, GroupOrder: survey.ServerOrder,
			}
		}
		e.Protocols = append(e.Protocols, p)
	}
	for _, change := range edits {
		change(&e)
	}
	return e
}

func thirteen(change func(*survey.Protocol)) func(*survey.Endpoint) {
	return func(e *survey.Endpoint) { change(&e.Protocols[len(e.Protocols)-1]) }
}

func TestPostQuantum(t *testing.T) {
	t.Parallel()
	set := func(order survey.Order, groups ...tlswire.Group) func(*survey.Endpoint) {
		return thirteen(func(p *survey.Protocol) { p.Groups, p.GroupOrder = groups, order })
	}
	for name, c := range map[string]struct {
		edits []func(*survey.Endpoint)
		want  tlsrules.Mark
	}{
		"first": {nil, tlsrules.Mark{Standing: tlsrules.Preferred, Groups: []tlswire.Group{4588}, Text: "takes X25519MLKEM768 before all others"}},
		"alone": {
			[]func(*survey.Endpoint){set("", 4588, 4587)},
			tlsrules.Mark{Standing: tlsrules.Preferred, Groups: []tlswire.Group{4588, 4587}, Text: "nothing but hybrid groups: X25519MLKEM768, SecP256r1MLKEM768"},
		},
		"second": {
			[]func(*survey.Endpoint){set(survey.ServerOrder, 29, 4588)},
			tlsrules.Mark{Standing: tlsrules.Offered, Groups: []tlswire.Group{4588}, Text: "knows X25519MLKEM768, but takes x25519 first"},
		},
		"the client decides": {
			[]func(*survey.Endpoint){set(survey.ClientOrder, 4588, 29)},
			tlsrules.Mark{Standing: tlsrules.Offered, Groups: []tlswire.Group{4588}, Text: "gives X25519MLKEM768 to clients that list it first"},
		},
		"nobody knows who decides": {
			[]func(*survey.Endpoint){set("", 4588, 29)},
			tlsrules.Mark{Standing: tlsrules.Offered, Groups: []tlswire.Group{4588}, Text: "knows X25519MLKEM768"},
		},
		"none":       {[]func(*survey.Endpoint){set(survey.ServerOrder, 29)}, tlsrules.Mark{Standing: tlsrules.Absent, Text: "no hybrid group"}},
		"a draft":    {[]func(*survey.Endpoint){set(survey.ServerOrder, kyberDraft, 29)}, tlsrules.Mark{Standing: tlsrules.Absent, Text: "no hybrid group but those of drafts, which no current client speaks"}},
		"incomplete": {[]func(*survey.Endpoint){thirteen(func(p *survey.Protocol) { p.Groups, p.GroupsComplete = p.Groups[1:], false })}, tlsrules.Mark{Standing: tlsrules.Unproven, Text: "the groups of TLS 1.3 were not all found"}},
		"no TLS 1.3": {[]func(*survey.Endpoint){thirteen(func(p *survey.Protocol) { p.Offered = survey.No })}, tlsrules.Mark{Standing: tlsrules.Absent, Text: "no TLS 1.3, without which there is no such key exchange"}},
		"not asked":  {[]func(*survey.Endpoint){thirteen(func(p *survey.Protocol) { p.Offered = survey.Unknown })}, tlsrules.Mark{Standing: tlsrules.Unproven, Text: "whether TLS 1.3 is offered is not known"}},
		"down":       {[]func(*survey.Endpoint){func(e *survey.Endpoint) { e.Error = "refused" }}, tlsrules.Mark{Standing: tlsrules.Unproven, Text: "refused"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tlsrules.MarkOf(&survey.Survey{Endpoints: []survey.Endpoint{node(1, c.edits...), node(2)}})
			if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	forgotten := node(2, func(e *survey.Endpoint) {
		e.Protocols[2] = survey.Protocol{Version: tlswire.TLS10, Offered: survey.Yes}
		e.Certificates[0].SHA256 = "ffeeddccbbaa99887766"
		e.HTTP.HSTS = nil
	})
	down := node(3, func(e *survey.Endpoint) { e.Error = "refused" })
	got := tlsrules.Differences(&survey.Survey{Endpoints: []survey.Endpoint{node(1), forgotten, down, node(4)}})
	want := []tlsrules.Difference{
		{Key: "certificate", Text: "certificates differ: 192.0.2.1, 192.0.2.4: 0011223344556677 until 0001-01-01; 192.0.2.2: ffeeddccbbaa9988 until 0001-01-01"},
		{Key: "hsts", Text: "HSTS headers differ: 192.0.2.1, 192.0.2.4: max-age=63072000; 192.0.2.2: none"},
		{Key: "protocol/TLS1.0", Text: "answers on TLS 1.0 differ: 192.0.2.1, 192.0.2.4: no; 192.0.2.2: yes"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Nodes that left the order to the client, or were not looked at to the end, are
// not said to differ.
func TestNoDifferences(t *testing.T) {
	t.Parallel()
	client := func(suites ...tlswire.Suite) func(*survey.Endpoint) {
		return thirteen(func(p *survey.Protocol) { p.Suites, p.Order = suites, survey.ClientOrder })
	}
	half := node(3, client(0x1301), thirteen(func(p *survey.Protocol) { p.Complete = false }))
	got := tlsrules.Differences(&survey.Survey{Endpoints: []survey.Endpoint{node(1, client(0x1302, 0x1301)), node(2, client(0x1301, 0x1302)), half}})
	if got != nil {
		t.Errorf("%+v", got)
	}
}

// The whole judgement survives the way through JSON, so that what was seen can
// be judged again when the rules are newer.
func TestRegrade(t *testing.T) {
	t.Parallel()
	s := survey.Survey{
		Host: "example.com", Port: 443,
		Endpoints: []survey.Endpoint{node(1), node(2, thirteen(func(p *survey.Protocol) { *p = survey.Protocol{Version: tlswire.TLS13, Offered: survey.No} }))},
		Nameless:  []survey.Endpoint{node(2)},
	}
	first := tlsrules.Judge(&s, tlsrules.Wish{})
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var stored survey.Survey
	if err := json.Unmarshal(raw, &stored); err != nil {
		t.Fatal(err)
	}
	again := tlsrules.Judge(&stored, tlsrules.Wish{})
	if diff := cmp.Diff(first, again, cmpopts.EquateComparable(netip.AddrPort{})); diff != "" {
		t.Errorf("(-first +again):\n%s", diff)
	}
	if first.Grade.String() != "A-" || first.Grade.Worst != s.Endpoints[1].Address || len(first.Clients) < 25 || len(first.Profiles) != 2 {
		t.Errorf("grade %s at %s, %d clients, %d profiles", first.Grade, first.Grade.Worst, len(first.Clients), len(first.Profiles))
	}
	if plan := first.Advice; plan.Reaches != ssllabs.APlus || plan.Software != advice.Apache || len(plan.Edits) != 1 {
		t.Errorf("advice %+v", plan)
	}
}

func FuzzJudge(f *testing.F) {
	raw, err := json.Marshal(survey.Survey{Endpoints: []survey.Endpoint{node(1), node(2)}, Nameless: []survey.Endpoint{node(1)}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"endpoints":[{"protocols":[{"version":"TLS1.2","offered":"yes","complete":true}],"certificates":[{}],"http":{}}]}`))
	f.Add([]byte(`{"endpoints":[{"protocols":[{"version":"TLS1.3","offered":"yes","complete":true,"suites":["0x1301"]}]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var s survey.Survey
		if json.Unmarshal(raw, &s) != nil {
			return
		}
		j := tlsrules.Judge(&s, tlsrules.Wish{})
		if j.Advice.Reaches.Below(j.Advice.Now) {
			t.Errorf("the advice makes a %s of a %s", j.Advice.Reaches, j.Advice.Now)
		}
		if _, err := json.Marshal(j); err != nil {
			t.Error(err)
		}
	})
}
