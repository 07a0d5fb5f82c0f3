package ssllabs_test

import (
	"encoding/json"
	"net/netip"
	"testing"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/ssllabs"
	"holdfast/probes/internal/tlswire"
)

// node is an endpoint at an address of its own.
func node(last byte, edits ...edit) survey.Endpoint {
	e := endpoint(edits...)
	e.Address = netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, last}), 443)
	return *e
}

func TestGradeSurvey(t *testing.T) {
	t.Parallel()
	down := func(e *survey.Endpoint) {
		address := e.Address
		*e = survey.Endpoint{Address: address, Error: "connection refused"}
	}
	expired := certificate(func(c *survey.Certificate) { c.Period = "expired" })
	for name, c := range map[string]struct {
		endpoints []survey.Endpoint
		want      string
		worst     byte
	}{
		"one":                     {[]survey.Endpoint{node(1)}, "A", 1},
		"the worst counts":        {[]survey.Endpoint{node(1), node(2, without(tlswire.TLS13)), node(3)}, "A-", 2},
		"T is the worst":          {[]survey.Endpoint{node(1, offer(tlswire.SSL20, "")), node(2, expired)}, "T (otherwise F)", 2},
		"one is down":             {[]survey.Endpoint{node(1), node(2, down)}, "at most A", 1},
		"the first is down":       {[]survey.Endpoint{node(1, down), node(2, hsts(63072000))}, "at most A+", 2},
		"one is down, one is T":   {[]survey.Endpoint{node(1, expired), node(2, down)}, "T", 1},
		"what is missing at one":  {[]survey.Endpoint{node(1), node(2, unasked(tlswire.SSL20))}, "at most A", 1},
		"could not be worse":      {[]survey.Endpoint{node(1, without(tlswire.TLS13)), node(2, func(e *survey.Endpoint) { e.HTTP.Error = "reset" })}, "A-", 1},
		"the one with more to it": {[]survey.Endpoint{node(1, offer(tlswire.TLS10, "", cbc128)), node(2, offer(tlswire.TLS10, survey.ServerOrder, cbc128, rc4))}, "B", 2},
		"none":                    {nil, "at most A+", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ssllabs.Guide2009r().GradeSurvey(&survey.Survey{Endpoints: c.endpoints})
			var last byte
			if got.Worst.IsValid() {
				last = got.Worst.Addr().As4()[3]
			}
			if got.String() != c.want || last != c.worst {
				t.Errorf("%s at %v, want %s at %d", got, got.Worst, c.want, c.worst)
			}
		})
	}
}

func TestNamelessDoesNotCount(t *testing.T) {
	t.Parallel()
	got := ssllabs.Guide2009r().GradeSurvey(&survey.Survey{
		Endpoints: []survey.Endpoint{node(1)},
		Nameless:  []survey.Endpoint{node(1, certificate(func(c *survey.Certificate) { c.NameMatches = survey.No }))},
	})
	if got.Letter != ssllabs.A || len(got.Nameless) != 1 || got.Nameless[0].Report.Letter != ssllabs.M || got.Note == "" {
		t.Errorf("%+v", got)
	}
}

func TestAtLeast(t *testing.T) {
	t.Parallel()
	guide := ssllabs.Guide2009r()
	for name, c := range map[string]struct {
		edits []edit
		wants ssllabs.Letter
		want  survey.Known
	}{
		"A is A-":                     {nil, ssllabs.AMinus, survey.Yes},
		"A is A":                      {nil, ssllabs.A, survey.Yes},
		"A is no A+":                  {nil, ssllabs.APlus, survey.No},
		"M is no F":                   {[]edit{certificate(func(c *survey.Certificate) { c.NameMatches = survey.No })}, ssllabs.F, survey.No},
		"at most A, F possible":       {[]edit{unasked(tlswire.SSL20)}, ssllabs.B, survey.Unknown},
		"at most A is no A+":          {[]edit{unasked(tlswire.SSL20)}, ssllabs.APlus, survey.No},
		"A- to A+ is A-":              {[]edit{func(e *survey.Endpoint) { e.HTTP.Error = "reset" }}, ssllabs.AMinus, survey.Yes},
		"A- to A+ may be A":           {[]edit{func(e *survey.Endpoint) { e.HTTP.Error = "reset" }}, ssllabs.A, survey.Unknown},
		"at most C though incomplete": {[]edit{unasked(tlswire.TLS11), func(e *survey.Endpoint) { e.Features.Compression = survey.Yes }}, ssllabs.B, survey.No},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := guide.Grade(endpoint(c.edits...)).AtLeast(c.wants); got != c.want {
				t.Errorf("at least %s: %s, want %s", c.wants, got, c.want)
			}
		})
	}
}

func TestParseLetter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]ssllabs.Letter{"A+": ssllabs.APlus, " a- ": ssllabs.AMinus, "f": ssllabs.F} {
		if got, err := ssllabs.ParseLetter(text); got != want || err != nil {
			t.Errorf("%q: %s, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "T", "M", "A++", "G"} {
		if got, err := ssllabs.ParseLetter(text); err == nil {
			t.Errorf("%q: %s, want an error", text, got)
		}
	}
}

// Every rule has an id of its own, a date and a letter; the ids are what is
// stored.
func TestRulesAreTold(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	guide := ssllabs.Guide2009r()
	for _, rules := range [][]ssllabs.Rule{guide.Trust, guide.Caps, guide.Warnings, guide.Extras} {
		for _, r := range rules {
			if r.ID == "" || r.Letter == "" || r.Since < "2009" || r.Since > guide.Version || seen[r.ID] {
				t.Errorf("rule %+v", r)
			}
			seen[r.ID] = true
		}
	}
	if len(seen) < 35 {
		t.Errorf("%d rules", len(seen))
	}
}

func FuzzGrade(f *testing.F) {
	for _, edits := range [][]edit{nil, {without(tlswire.TLS13)}, {unasked(tlswire.TLS12)}, {offer(tlswire.SSL30, "", rsaCBC)}} {
		raw, err := json.Marshal(survey.Survey{Endpoints: []survey.Endpoint{*endpoint(edits...)}, Nameless: []survey.Endpoint{{Error: "refused"}}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(`{"endpoints":[{"protocols":[{"version":"TLS1.2","offered":"yes"}],"certificates":[{}]}]}`))
	guides := []ssllabs.Guide{ssllabs.Guide2009r(), ssllabs.Guide2009q()}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var s survey.Survey
		if json.Unmarshal(raw, &s) != nil {
			return
		}
		for _, guide := range guides {
			o := guide.GradeSurvey(&s)
			if o.AtWorst == "" || o.AtMost == "" || o.AtMost.Below(o.AtWorst) {
				t.Errorf("between %q and %q", o.AtWorst, o.AtMost)
			}
			if _, err := json.Marshal(o); err != nil {
				t.Error(err)
			}
		}
	})
}
