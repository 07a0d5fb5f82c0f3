package websocket_test

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/probetest"
	"holdfast/probes/websocket"
)

const canary = "canary-51d0e2b7aa94"

func TestSuite(t *testing.T) {
	with := func(do func(*peer)) func(t *testing.T) probetest.Case {
		return func(t *testing.T) probetest.Case {
			return probetest.Case{Settings: "url: ws://" + serve(t, nil, do) + "/chat?token=" + canary + "\nbearer: " + canary + "\nsend: " + canary + "\nexpect: you said\n"}
		}
	}
	probetest.Run(t, probetest.Suite{
		Kind: websocket.Kind(),
		Good: with(well),
		Bad: with(func(p *peer) {
			p.open()
			p.write(frame(closes, "\x03\xf0no: "+p.req.Header.Get("Authorization")+" at "+p.req.URL.String()))
		}),
		Empty:   with(func(p *peer) { _ = p.Close() }),
		Hang:    with(func(*peer) {}),
		Secrets: []string{canary},
	})
}

// result is what a test wants of a finding.
type result struct {
	Status   holdfast.Status
	Headline string
	Keys     string
	Silence  bool
}

// of takes it out of a finding.
func of(f holdfast.Finding) result {
	var keys []string
	for _, fault := range f.Faults {
		keys = append(keys, fault.Key)
	}
	return result{f.Status, f.Headline, strings.Join(keys, " "), f.Silence}
}

// TestEndpoints meets endpoints of every sort.
func TestEndpoints(t *testing.T) {
	t.Parallel()
	holds := result{Status: holdfast.Holds}
	broken := func(headline, key string) result { return result{holdfast.Broken, headline, key, false} }
	silent := result{holdfast.Broken, "DOWN", "timeout", true}
	opened := func(raw string) func(*peer) {
		return func(p *peer) { p.open(); p.write(raw); p.answer(func(string) {}) }
	}
	said := func(raw string) func(*peer) { return func(p *peer) { p.write(raw) } }
	const head101 = "HTTP/1.1 101 Switching Protocols\r\n"
	for name, c := range map[string]struct {
		do       func(*peer)
		settings string
		timeout  time.Duration
		want     result
		reason   string
	}{
		"well":                          {do: well, want: holds, reason: "opened, answered a ping in"},
		"no ping":                       {do: func(p *peer) { p.open() }, settings: "ping: off", want: holds, reason: "/chat opened in"},
		"says and hears":                {do: well, settings: "send: hello\nexpect: ^you said HELLO$", want: holds, reason: "said what is expected"},
		"greets":                        {do: opened(frame(text, "welcome")), settings: "expect: welcome", want: holds},
		"greets in bytes and pieces":    {do: opened(frame(0x02, "wel") + frame(pings, "?") + frame(0x80, "come")), settings: "expect: welcome", want: holds},
		"greets with the handshake":     {do: opened(frame(text, "x") + frame(bytes, "welcome")), settings: "ping: off\nexpect: welcome", want: holds},
		"subprotocol":                   {do: func(p *peer) { p.open("Sec-WebSocket-Protocol: chat"); p.answer(func(string) {}) }, settings: "subprotocol: chat", want: holds},
		"origin":                        {do: origin, settings: "origin: https://app.example.com", want: holds},
		"another origin":                {do: origin, want: broken("NOT UPGRADED", "status"), reason: "answered 403 Forbidden, wanted 101"},
		"a page":                        {do: said("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), want: broken("NOT UPGRADED", "status"), reason: "answered 200 OK, wanted 101"},
		"a redirect":                    {do: said("HTTP/1.1 302 Found\r\nLocation: https://x.example.com/?a=b\r\nContent-Length: 0\r\n\r\n"), want: broken("NOT UPGRADED", "status"), reason: "it leads to \"https://x.example.com/\""},
		"a proxy that drops the header": {do: said("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n"), want: broken("NOT UPGRADED", "status")},
		"a challenge of the edge":       {do: said("HTTP/1.1 403 Forbidden\r\nCf-Mitigated: challenge\r\nContent-Length: 0\r\n\r\n"), want: result{holdfast.Unknown, "COULD NOT LOOK", "edge", false}},
		"no Upgrade":                    {do: said(head101 + "Connection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n"), want: broken("NOT UPGRADED", "upgrade accept")},
		"another key's answer":          {do: said(head101 + "Upgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"), want: broken("NOT UPGRADED", "accept")},
		"subprotocol not taken":         {do: well, settings: "subprotocol: chat", want: broken("NOT UPGRADED", "subprotocol"), reason: "took no subprotocol, wanted chat"},
		"another subprotocol":           {do: func(p *peer) { p.open("Sec-WebSocket-Protocol: other") }, settings: "subprotocol: chat", want: broken("NOT UPGRADED", "subprotocol")},
		"subprotocol not offered":       {do: func(p *peer) { p.open("Sec-WebSocket-Protocol: chat") }, want: broken("NOT UPGRADED", "subprotocol")},
		"extension not offered":         {do: func(p *peer) { p.open("Sec-WebSocket-Extensions: permessage-deflate") }, want: broken("NOT UPGRADED", "extension")},
		"no HTTP":                       {do: said("SSH-2.0-OpenSSH_9.2\r\n"), want: broken("DOWN", "protocol"), reason: `no HTTP: "SSH-2.0-OpenSSH_9.2`},
		"endless headers":               {do: said("HTTP/1.1 101 x\r\n" + strings.Repeat("X: "+strings.Repeat("y", 1000)+"\r\n", 70)), want: broken("DOWN", "protocol"), reason: "64 KiB"},
		"closes":                        {do: opened(frame(closes, "\x03\xf4maintenance")), want: broken("CLOSED", "close"), reason: `it closed with 1012 (service restart): "maintenance"`},
		"closes without a code":         {do: opened(frame(closes, "")), want: broken("CLOSED", "close"), reason: "1005 (no status)"},
		"ends":                          {do: func(p *peer) { p.open(); _ = p.Close() }, want: broken("DOWN", "protocol")},
		"ends in a frame":               {do: func(p *peer) { p.open(); p.write("\x81\x10ab"); _ = p.Close() }, settings: "ping: off\nexpect: x", want: broken("DOWN", "protocol")},
		"says something else":           {do: opened(frame(text, "go away") + frame(closes, "\x03\xe8")), settings: "expect: welcome", want: broken("WRONG ANSWER", "expect"), reason: `"go away"`},
		"says too much":                 {do: opened(frame(text, strings.Repeat("x", 65536)) + frame(text, "welcome")), settings: "expect: welcome", want: broken("WRONG ANSWER", "expect")},
		"a frame that is too long":      {do: opened(frame(text, strings.Repeat("x", 65537))), settings: "expect: welcome", want: broken("WRONG ANSWER", "message")},
		"masked":                        {do: opened("\x81\x81abcdx"), want: broken("DOWN", "protocol"), reason: "masked"},
		"reserved bits":                 {do: opened("\xc1\x01x"), want: broken("DOWN", "protocol"), reason: "reserved bits"},
		"unknown opcode":                {do: opened("\x83\x01x"), want: broken("DOWN", "protocol"), reason: "opcode 3"},
		"a ping in pieces":              {do: opened("\x09\x01x"), want: broken("DOWN", "protocol"), reason: "control frame"},
		"a length too wide":             {do: opened("\x81\x7e\x00\x01x"), want: broken("DOWN", "protocol"), reason: "more than it needs"},
		"goes on with nothing":          {do: opened("\x80\x01x"), want: broken("DOWN", "protocol"), reason: "has not begun"},
		"begins twice":                  {do: opened("\x01\x01x\x01\x01x"), want: broken("DOWN", "protocol"), reason: "in the middle of another"},
		"text that is none":             {do: opened(frame(text, "\xff\xfe")), want: broken("DOWN", "protocol"), reason: "no UTF-8"},
		"floods":                        {do: func(p *peer) { p.open(); p.write(strings.Repeat(frame(pongs, "x"), 2000)) }, want: broken("DOWN", "protocol"), reason: "1000 frames"},
		"no answer to the handshake":    {do: func(*peer) {}, timeout: 5 * time.Second, want: silent},
		"no pong":                       {do: func(p *peer) { p.open() }, timeout: 5 * time.Second, want: silent, reason: "it opened, but no pong came in time"},
		"another pong":                  {do: opened(frame(pongs, "unasked")), want: holds},
		"no message":                    {do: opened(""), settings: "expect: x", timeout: 5 * time.Second, want: silent, reason: "no message came in time"},
		"slow":                          {do: well, settings: "max_time: 1ns", want: broken("SLOW", "time")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := within(t, c.timeout, "url: ws://"+serve(t, nil, c.do)+"/chat\n"+c.settings)
			if diff := cmp.Diff(c.want, of(f)); diff != "" || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("finding (-want +got):\n%s\nreason: %s\nwanted: %s", diff, f.Reason, c.reason)
			}
		})
	}
}

// within takes a look that may take so long; zero is long enough.
func within(t *testing.T, timeout time.Duration, settings string) holdfast.Finding {
	t.Helper()
	if timeout == 0 {
		timeout = time.Minute
	}
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	f, err := probetest.New(t, websocket.Kind(), probetest.Case{Settings: settings}).Probe(ctx, holdfast.Look{})
	if err != nil {
		f = holdfast.CouldNotLook(err)
	}
	return f
}

// origin is an endpoint for one page's scripts alone.
func origin(p *peer) {
	if p.req.Header.Get("Origin") != "https://app.example.com" {
		p.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
		return
	}
	well(p)
}

// TestRequest wants the handshake of RFC 6455 §4.1.
func TestRequest(t *testing.T) {
	t.Parallel()
	came := make(chan *http.Request, 1)
	address := serve(t, nil, func(p *peer) { came <- p.req; p.open("Sec-WebSocket-Protocol: chat"); p.answer(func(string) {}) })
	f := probetest.Look(t, websocket.Kind(), probetest.Case{Settings: "url: ws://" + address + "/a%20b?x=y\nsubprotocol: chat\norigin: https://o\nbasic: {user: u, password: p}\nheaders: {X-Own: z}\n"})
	if f.Status != holdfast.Holds {
		t.Fatal(f.Reason)
	}
	r := <-came
	got := map[string]string{"line": r.Method + " " + r.RequestURI + " " + r.Proto, "host": r.Host}
	for _, name := range []string{"Upgrade", "Connection", "Sec-Websocket-Version", "Sec-Websocket-Protocol", "Origin", "Authorization", "X-Own", "User-Agent"} {
		got[name] = strings.Join(r.Header.Values(name), "|")
	}
	want := map[string]string{
		"line": "GET /a%20b?x=y HTTP/1.1", "host": address, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-Websocket-Version": "13",
		"Sec-Websocket-Protocol": "chat", "Origin": "https://o", "Authorization": "Basic dTpw", "X-Own": "z", "User-Agent": "Holdfast",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	if key := r.Header.Get("Sec-Websocket-Key"); len(key) != 24 {
		t.Errorf("the key is %q; want 16 bytes in base64", key)
	}
	if strings.Contains(f.Reason, "x=y") {
		t.Errorf("the reason shows the query: %s", f.Reason)
	}
}

// TestTLS wants the certificate judged before anything is said.
func TestTLS(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.Cert().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for name, c := range map[string]struct {
		cert     tls.Certificate
		settings string
		want     result
		asked    bool
	}{
		"good":         {ca.Issue(t, probetest.Leaf{}), "ca: " + file, result{Status: holdfast.Holds}, true},
		"expired":      {ca.Issue(t, probetest.Leaf{From: now.Add(-48 * time.Hour), Till: now.Add(-time.Hour)}), "ca: " + file, result{holdfast.Broken, "EXPIRED", "certificate/expired", false}, false},
		"other name":   {ca.Issue(t, probetest.Leaf{Names: []string{"ws.example.com"}}), "ca: " + file + "\nserver_name: ws.example.com", result{Status: holdfast.Holds}, true},
		"not verified": {probetest.SelfSigned(t, probetest.Leaf{}), "verify: off", result{Status: holdfast.Holds}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := make(chan struct{}, 1)
			address := serve(t, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{c.cert}, NextProtos: []string{"h2", "http/1.1"}}, func(p *peer) {
				asked <- struct{}{}
				well(p)
			})
			f := probetest.Look(t, websocket.Kind(), probetest.Case{Settings: "url: wss://" + address + "\nbearer: secret\n" + c.settings})
			if diff := cmp.Diff(c.want, of(f)); diff != "" {
				t.Errorf("finding (-want +got):\n%s\nreason: %s", diff, f.Reason)
			}
			if got := len(asked) == 1; got != c.asked {
				t.Errorf("the endpoint was asked: %v, want %v", got, c.asked)
			}
			if f.Fact("certificate_not_after") == nil || f.Fact("tls_version") != "TLS 1.3" {
				t.Errorf("facts %v; want those of the certificate and of TLS", f.Facts)
			}
		})
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for settings, field := range map[string]string{
		"expect: x":                                             "url",
		"url: https://x.example.com":                            "url",
		"url: wss://u:p@x.example.com":                          "url",
		"url: wss://x.example.com/#a":                           "url",
		"{url: 'ws://x', ip: 5}":                                "ip",
		"{url: 'ws://x', ping: maybe}":                          "ping",
		"{url: 'ws://x', expect: '['}":                          "expect",
		"{url: 'ws://x', verify: maybe}":                        "verify",
		"{url: 'ws://x', ca: /x}":                               "ca",
		"{url: 'wss://x', ca: /nowhere}":                        "ca",
		"{url: 'ws://x', bearer: a, basic: {user: u}}":          "bearer",
		"{url: 'ws://x', subprotocol: 'a b'}":                   "subprotocol",
		"{url: 'ws://x', origin: \"a\\r\\nb\"}":                 "origin",
		"{url: 'ws://x', headers: {Upgrade: x}}":                "headers.Upgrade",
		"{url: 'ws://x', headers: {Sec-WebSocket-Protocol: x}}": "headers.Sec-WebSocket-Protocol",
		"{url: 'ws://x', headers: {X: \"a\\r\\nb\"}}":           "headers.X",
		"{url: 'wss://x', certificate: {days_left: -1}}":        "certificate",
	} {
		_, err := websocket.Kind().New(holdfast.Env{}, probetest.Decode(settings))
		probetest.WantSetting(t, settings, err, field)
	}
}
