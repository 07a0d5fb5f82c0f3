package tlsflaw

import (
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// TestFeatures wants the two features that Ask writes into the endpoint.
func TestFeatures(t *testing.T) {
	t.Parallel()
	oneKey() // before time is fake
	type answers struct{ Resumption, Fallback survey.Known }
	two := func(ep *survey.Endpoint) { ep.Protocols[4].Offered = survey.Yes }
	for _, c := range []struct {
		name   string
		b      behaviour
		change func(*survey.Endpoint)
		want   answers
	}{
		{name: "ids, and nothing kept", want: answers{Resumption: survey.No}},
		{name: "resumes", b: behaviour{resumes: 1}, want: answers{Resumption: survey.Yes}},
		{name: "only one process of several knows the session", b: behaviour{resumes: 20}, want: answers{Resumption: survey.Yes}},
		{name: "no session comes about", b: behaviour{lies: true}, want: answers{}},
		{name: "fallback refused", b: behaviour{fallback: 86}, change: two, want: answers{survey.No, survey.Yes}},
		{name: "fallback ignored", change: two, want: answers{survey.No, survey.No}},
		{name: "fallback refused with another alert", b: behaviour{fallback: 40}, change: two, want: answers{survey.No, survey.Unknown}},
		{name: "told by the enumeration, and by a look before", b: behaviour{fallback: 86}, change: func(ep *survey.Endpoint) {
			two(ep)
			ep.Features.FallbackSCSV, ep.Features.SessionResumption = survey.No, survey.Yes
		}, want: answers{survey.No, survey.No}},
		{name: "TLS 1.3 alone", change: func(ep *survey.Endpoint) {
			two(ep)
			ep.Protocols[3] = survey.Protocol{Version: tlswire.TLS12, Offered: survey.No, Complete: true}
		}, want: answers{Resumption: survey.No}},
		{name: "SSL 3 alone", change: func(ep *survey.Endpoint) {
			ep.Protocols[0], ep.Protocols[3] = survey.Protocol{Version: tlswire.SSL30, Offered: survey.Yes, Complete: true, Suites: []tlswire.Suite{theSuite}}, survey.Protocol{Version: tlswire.TLS12, Offered: survey.No, Complete: true}
		}, want: answers{}},
		{name: "unreached", change: func(ep *survey.Endpoint) { ep.Error = "no route" }, want: answers{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newServer(t, c.b)
				ep := s.endpoint()
				if c.change != nil {
					c.change(ep)
				}
				_, used := Ask(t.Context(), Target{Dial: s.dial}, ep)
				if diff := cmp.Diff(c.want, answers{ep.Features.SessionResumption, ep.Features.FallbackSCSV}); diff != "" {
					t.Errorf("after %d connections (-want +got):\n%s", used, diff)
				}
			})
		})
	}
}

// TestRecall wants answers of before where there is none of now.
func TestRecall(t *testing.T) {
	t.Parallel()
	was, is := &survey.Endpoint{}, &survey.Endpoint{}
	was.Features.SessionResumption, was.Features.FallbackSCSV = survey.Yes, survey.Yes
	is.Features.FallbackSCSV = survey.No
	Recall(was, is)
	if is.Features.SessionResumption != survey.Yes || is.Features.FallbackSCSV != survey.No {
		t.Errorf("resumption %s, fallback %s; want yes and no", is.Features.SessionResumption, is.Features.FallbackSCSV)
	}
}
