package grpc_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/http2"

	"holdfast"
	"holdfast/probes/grpc"
	"holdfast/probes/probetest"
)

const canary = "canary-8812ffaa0c3e"

func TestSuite(t *testing.T) {
	with := func(handle func(net.Conn)) func(t *testing.T) probetest.Case {
		return func(t *testing.T) probetest.Case {
			return probetest.Case{Settings: "address: " + listen(t, nil, handle) + "\nmetadata: {authorization: " + canary + "}"}
		}
	}
	probetest.Run(t, probetest.Suite{
		Kind: grpc.Kind(),
		Good: with(script(healthy)),
		Bad: with(script(func(w *wire) {
			w.settings().head(true, ":status", "200", "content-type", "application/grpc", "grpc-status", "16", "grpc-message", "no: "+w.headers["authorization"])
		})),
		Empty:   with(func(c net.Conn) { _ = c.Close() }),
		Hang:    with(func(net.Conn) {}),
		Secrets: []string{canary},
	})
}

// result is what a test wants of a finding.
type result struct {
	Status   holdfast.Status
	Headline string
	Keys     []string
	Silence  bool
}

// of takes it out of a finding.
func of(f holdfast.Finding) result {
	var keys []string
	for _, fault := range f.Faults {
		keys = append(keys, fault.Key)
	}
	return result{f.Status, f.Headline, keys, f.Silence}
}

// broken is a finding with one fault.
func broken(headline, key string) result {
	return result{Status: holdfast.Broken, Headline: headline, Keys: []string{key}}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	holds, down := result{Status: holdfast.Holds}, func(key string) result { return broken("DOWN", key) }
	ended := []string{":status", "200", "content-type", "application/grpc"}
	for name, c := range map[string]struct {
		play   func(w *wire)
		want   result
		reason string
	}{
		"serving": {healthy, holds, "is SERVING"},
		"another content type": {func(w *wire) {
			w.settings().head(false, ":status", "200", "content-type", "application/grpc+proto").state(1).status("0")
		}, holds, ""},
		"an unknown field beside":   {func(w *wire) { w.settings().ok().data(0, 0, 0, 0, 6, 0x12, 2, 'h', 'i', 8, 1).status("0") }, holds, ""},
		"in pieces":                 {func(w *wire) { w.settings().ok().data(0, 0).data(0, 0, 2).data(8).data(1).status("0") }, holds, ""},
		"pings in between":          {func(w *wire) { _ = w.settings().WritePing(false, [8]byte{1}); w.ok().state(1).status("0") }, holds, ""},
		"103 before it":             {func(w *wire) { w.settings().head(false, ":status", "103").ok().state(1).status("0") }, holds, ""},
		"goes away after this call": {func(w *wire) { _ = w.settings().WriteGoAway(1, http2.ErrCodeNo, nil); w.ok().state(1).status("0") }, holds, ""},
		"not serving":               {func(w *wire) { w.settings().ok().state(2).status("0") }, broken("NOT SERVING", "serving"), "is NOT_SERVING, wanted SERVING"},
		"unknown":                   {func(w *wire) { w.settings().ok().data(0, 0, 0, 0, 0).status("0") }, broken("NOT SERVING", "serving"), "is UNKNOWN, wanted SERVING"},
		"a state of tomorrow":       {func(w *wire) { w.settings().ok().state(9).status("0") }, broken("NOT SERVING", "serving"), "is state 9"},
		"no health service":         {func(w *wire) { w.settings().head(true, append(ended, "grpc-status", "12")...) }, down("grpc-status"), "answered UNIMPLEMENTED (12), wanted OK"},
		"no such service":           {func(w *wire) { w.settings().ok().status("5", "grpc-message", "unknown%20service%0a") }, down("grpc-status"), `answered NOT_FOUND (5): "unknown service", wanted OK`},
		"unavailable":               {func(w *wire) { w.settings().ok().state(1).status("14") }, down("grpc-status"), "UNAVAILABLE"},
		"a code of tomorrow":        {func(w *wire) { w.settings().ok().status("99") }, down("grpc-status"), "code 99"},
		"a code that is no number":  {func(w *wire) { w.settings().ok().status("fine") }, down("protocol"), "grpc-status is no number"},
		"no trailers":               {func(w *wire) { w.settings().ok(); _ = w.WriteData(1, true, []byte{0, 0, 0, 0, 2, 8, 1}) }, down("protocol"), "without grpc-status"},
		"a web page":                {func(w *wire) { w.settings().head(false, ":status", "200", "content-type", "text/html") }, broken("WRONG ANSWER", "content-type"), `content type "text/html", wanted application/grpc`},
		"nearly gRPC":               {func(w *wire) { w.settings().head(false, ":status", "200", "content-type", "application/grpc-web") }, broken("WRONG ANSWER", "content-type"), "grpc-web"},
		"no content type":           {func(w *wire) { w.settings().head(true, ":status", "200") }, broken("WRONG ANSWER", "content-type"), "no content type"},
		"bad gateway":               {func(w *wire) { w.settings().head(false, ":status", "502", "content-type", "text/html") }, down("http-status"), "502 Bad Gateway, which stands for UNAVAILABLE"},
		"bad gateway as gRPC":       {func(w *wire) { w.settings().head(true, ":status", "503", "content-type", "application/grpc") }, down("http-status"), "503"},
		"no message":                {func(w *wire) { w.settings().ok().status("0") }, broken("WRONG ANSWER", "message"), "0 bytes came"},
		"two messages":              {func(w *wire) { w.settings().ok().state(1).state(1).status("0") }, broken("WRONG ANSWER", "message"), "want exactly one message"},
		"compressed":                {func(w *wire) { w.settings().ok().data(1, 0, 0, 0, 1, 0).status("0") }, broken("WRONG ANSWER", "message"), "compressed"},
		"a message cut short":       {func(w *wire) { w.settings().ok().data(0, 0, 0, 0, 1, 8).status("0") }, broken("WRONG ANSWER", "message"), "in the middle of a field"},
		"a message without end":     {func(w *wire) { w.settings().ok().data(make([]byte, 5000)...) }, broken("WRONG ANSWER", "message"), "exceeds 4 KiB"},
		"reset":                     {func(w *wire) { _ = w.settings().WriteRSTStream(1, http2.ErrCodeRefusedStream) }, down("reset"), "REFUSED_STREAM"},
		"goes away": {func(w *wire) {
			_ = w.settings().WriteGoAway(0, http2.ErrCodeEnhanceYourCalm, []byte("too_many_pings\x1b"))
		}, down("goaway"), `(GOAWAY ENHANCE_YOUR_CALM) without taking the call: "too_many_pings`},
		"pushes": {func(w *wire) {
			_ = w.settings().WritePushPromise(http2.PushPromiseParam{StreamID: 1, PromiseID: 2, EndHeaders: true, BlockFragment: []byte{0x88}})
		}, down("protocol"), "pushed"},
		"another stream":         {func(w *wire) { _ = w.settings().WriteData(3, true, nil) }, down("protocol"), "stream 3"},
		"no settings":            {func(w *wire) { healthyWithoutSettings(w) }, down("protocol"), "began with a frame HEADERS"},
		"data before headers":    {func(w *wire) { w.settings().state(1) }, down("protocol"), "data came before headers"},
		"headers without status": {func(w *wire) { w.settings().head(true, "grpc-status", "0") }, down("protocol"), "no status"},
		"headers without end":    {func(w *wire) { w.settings().head(true, ":status", "200", "x", strings.Repeat("y", 17<<10)) }, down("protocol"), ""},
		"pings without end":      {flood(func(w *wire) error { return w.WritePing(false, [8]byte{}) }), down("protocol"), "1000 frames"},
		"frames without end":     {flood(func(w *wire) error { return w.WriteRawFrame(0xee, 0, 0, make([]byte, 16<<10)) }), down("protocol"), "256 KiB"},
		"headers that continue":  {continues, down("protocol"), ""},
		"a padded lie": {func(w *wire) {
			_ = w.settings().WriteRawFrame(http2.FrameData, http2.FlagDataPadded, 1, []byte{200, 0})
		}, down("protocol"), "breaks HTTP/2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Look(t, grpc.Kind(), probetest.Case{Settings: "address: " + listen(t, nil, script(c.play))})
			if diff := cmp.Diff(c.want, of(f)); diff != "" || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("finding (-want +got):\n%s\nreason: %s\nwanted: %s", diff, f.Reason, c.reason)
			}
		})
	}
}

// healthyWithoutSettings forgets how HTTP/2 begins.
func healthyWithoutSettings(w *wire) { w.ok().state(1).status("0") }

// flood sends something until nobody listens.
func flood(send func(w *wire) error) func(w *wire) {
	return func(w *wire) {
		w.settings()
		for send(w) == nil {
		}
	}
}

// continues begins headers that never end.
func continues(w *wire) {
	_ = w.settings().WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0x88}})
	for w.WriteContinuation(1, false, []byte{0x88}) == nil {
	}
}

func TestNotHTTP2(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handle func(net.Conn)
		want   result
		reason string
	}{
		"HTTP/1":         {raw("HTTP/1.1 400 Bad Request\r\n\r\n"), broken("DOWN", "protocol"), `speaks HTTP/1, wanted HTTP/2: "HTTP/1.1 400 Bad Request"`},
		"SSH":            {raw("SSH-2.0-OpenSSH_9.2\r\n"), broken("DOWN", "protocol"), "no HTTP/2"},
		"two bytes":      {raw("hm"), broken("DOWN", "protocol"), `"hm"`},
		"nothing":        {raw(""), broken("DOWN", "protocol"), "closed by the peer without an answer"},
		"half a frame":   {raw("\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00"), broken("DOWN", "protocol"), "closed by the peer"},
		"noise":          {raw(strings.Repeat("\xff", 200)), broken("DOWN", "protocol"), "no HTTP/2"},
		"hangs":          {func(net.Conn) {}, result{holdfast.Broken, "DOWN", []string{"timeout"}, true}, "no answer in time"},
		"hangs later on": {script(func(w *wire) { w.settings().ok() }), result{holdfast.Broken, "DOWN", []string{"timeout"}, true}, "HTTP/2 began, but no answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := probetest.New(t, grpc.Kind(), probetest.Case{Settings: "address: " + listen(t, nil, c.handle)})
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			f, err := p.Probe(ctx, holdfast.Look{})
			if err != nil {
				t.Fatalf("could not look: %v", err)
			}
			if diff := cmp.Diff(c.want, of(f)); diff != "" || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("finding (-want +got):\n%s\nreason: %s\nwanted: %s", diff, f.Reason, c.reason)
			}
		})
	}
}

func TestTheCallIsAsTheProtocolHasIt(t *testing.T) {
	t.Parallel()
	heard := make(chan *wire, 1)
	addr := listen(t, nil, script(func(w *wire) { heard <- w; healthy(w) }))
	f := probetest.Look(t, grpc.Kind(), probetest.Case{
		Settings: "address: " + addr + "\nservice: a.B\nmetadata: {X-Key: v}\nauthority: grpc.example.com", Env: holdfast.Env{Version: "1.2"},
	})
	w := <-heard
	want := map[string]string{
		":method": "POST", ":scheme": "http", ":path": "/grpc.health.v1.Health/Check", ":authority": "grpc.example.com",
		"te": "trailers", "content-type": "application/grpc", "user-agent": "Holdfast/1.2", "grpc-accept-encoding": "identity", "x-key": "v",
	}
	if diff := cmp.Diff(want, w.headers); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]byte("\x00\x00\x00\x00\x05\x0a\x03a.B"), w.body); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	facts := map[string]any{}
	for _, fact := range f.Facts {
		facts[fact.Name] = fact.Value
	}
	wantFacts := map[string]any{
		"encrypted": false, "address": "127.0.0.1", "ip_protocol": int64(4), "status_code": int64(200),
		"grpc_status": "OK", "grpc_status_code": int64(0), "serving_status": "SERVING",
	}
	if diff := cmp.Diff(wantFacts, facts); diff != "" || !strings.HasPrefix(f.Reason, "a.B at 127.0.0.1:") {
		t.Errorf("facts (-want +got):\n%s\nreason: %s", diff, f.Reason)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for settings, field := range map[string]string{
		"address: grpc.example.com":                                              "address",
		"{address: \"h:1\", service: \"a\\nb\"}":                                 "service",
		"{address: \"h:1\", ip: 5}":                                              "ip",
		"{address: \"h:1\", verify: maybe}":                                      "verify",
		"{address: \"h:1\", authority: \"a b\"}":                                 "authority",
		"{address: \"h:1\", metadata: {\"a b\": c}}":                             "metadata.a b",
		"{address: \"h:1\", metadata: {grpc-timeout: 1S}}":                       "metadata.grpc-timeout",
		"{address: \"h:1\", metadata: {a: \"b\\nc\"}}":                           "metadata.a",
		"{address: \"h:1\", metadata: {a: " + strings.Repeat("~", 17<<10) + "}}": "metadata",
		"{address: \"h:1\", certificate: {life_left: 2}}":                        "certificate",
		"{address: \"h:1\", ca: /nonexistent}":                                   "ca",
		"{address: \"h:1\", tls: true, ca: /nonexistent}":                        "ca",
		"{address: \"h:1\", tls: true, client_cert: {cert: x}}":                  "client_cert",
		"{address: \"h:1\", client_cert: {cert: x, key: y}}":                     "client_cert",
	} {
		_, err := grpc.Kind().New(holdfast.Env{}, probetest.Decode(settings))
		probetest.WantSetting(t, settings, err, field)
	}
}
