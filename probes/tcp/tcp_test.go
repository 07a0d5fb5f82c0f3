package tcp_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/probetest"
	"holdfast/probes/tcp"
)

const canary = "canary-51c0ffee77aa"

// listen accepts connections and hands them over; they end with the test.
func listen(t testing.TB, handle func(net.Conn)) net.Listener {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen: %v", err)
	}
	serve(t, l, handle)
	return l
}

// serve hands a listener's connections over.
func serve(t testing.TB, l net.Listener, handle func(net.Conn)) {
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = c.Close() })
			go handle(c)
		}
	}()
}

// echo sends every line back.
func echo(c net.Conn) {
	lines := bufio.NewScanner(c)
	for lines.Scan() {
		_, _ = fmt.Fprintf(c, "you said %s\r\n", lines.Text())
	}
}

// say greets and keeps the connection open.
func say(text string) func(net.Conn) {
	return func(c net.Conn) { _, _ = io.WriteString(c, text) }
}

// hangUp says something and closes.
func hangUp(text string) func(net.Conn) {
	return func(c net.Conn) {
		_, _ = io.WriteString(c, text)
		_ = c.Close()
	}
}

func TestSuite(t *testing.T) {
	ca := probetest.NewAuthority(t)
	with := func(handle func(net.Conn), expect string) func(t *testing.T) probetest.Case {
		return func(t *testing.T) probetest.Case {
			settings := "address: " + listen(t, handle).Addr().String() + "\nsend: \"" + canary + "\\r\\n\"\nexpect: " + expect
			return probetest.Case{Settings: settings, Env: holdfast.Env{Roots: ca.Pool()}}
		}
	}
	probetest.Run(t, probetest.Suite{
		Kind:    tcp.Kind(),
		Good:    with(echo, "^you said"),
		Bad:     with(func(c net.Conn) { line, _ := bufio.NewReader(c).ReadString('\n'); hangUp("no " + line)(c) }, "^you said"),
		Empty:   with(hangUp(""), "."),
		Hang:    with(func(net.Conn) {}, "."),
		Secrets: []string{canary},
	})
}

func TestProbe(t *testing.T) {
	t.Parallel()
	type result struct {
		Status   holdfast.Status
		Headline string
		Keys     []string
		Silence  bool
	}
	holds := result{Status: holdfast.Holds}
	down := func(key string, silence bool) result {
		return result{holdfast.Broken, "DOWN", []string{key}, silence}
	}
	closed := listen(t, echo)
	_ = closed.Close()
	for name, c := range map[string]struct {
		handle   func(net.Conn)
		settings string
		want     result
		reason   string
	}{
		"accepts":                   {say(""), "", holds, "accepted in"},
		"greets":                    {say("220 mail ESMTP\r\n"), `expect: "^220 "`, holds, "answered as wanted in"},
		"greets in pieces":          {pieces("2", "20", " mail"), `expect: "^220 mail"`, holds, ""},
		"answers":                   {echo, `{send: "PING\r\n", expect: "said PING"}`, holds, ""},
		"sends only":                {echo, `send: "QUIT\r\n"`, holds, ""},
		"says something else":       {hangUp("554 no\x1b[2J\r\n"), `expect: "^220 "`, down("expect", false), `said "554 no?[2J", wanted a match of "^220 "`},
		"says nothing":              {hangUp(""), `expect: "^220 "`, down("expect", false), "said nothing and closed"},
		"says too much":             {hangUp(strings.Repeat("x", 70<<10)), `expect: "y"`, down("expect", false), "said"},
		"hangs":                     {func(net.Conn) {}, `expect: "^220 "`, down("timeout", true), "no answer in time"},
		"hangs in the middle":       {say("22"), `expect: "^220 "`, down("timeout", true), `only "22" in time, wanted a match of "^220 "`},
		"plain text instead of TLS": {say("220 mail ESMTP\r\n"), "tls: true", down("tls", false), "what came is no TLS"},
		"slow":                      {say(""), "max_time: 1ns", result{holdfast.Broken, "SLOW", []string{"time"}, false}, "wanted at most 1ns"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := "address: " + listen(t, c.handle).Addr().String() + "\n" + strings.Trim(strings.ReplaceAll(c.settings, ", expect", "\nexpect"), "{}")
			p := probetest.New(t, tcp.Kind(), probetest.Case{Settings: settings})
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			f, err := p.Probe(ctx, holdfast.Look{})
			if err != nil {
				t.Fatalf("could not look: %v", err)
			}
			got := result{f.Status, f.Headline, keys(f), f.Silence}
			if diff := cmp.Diff(c.want, got); diff != "" || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("finding (-want +got):\n%s\nreason: %s\nwanted: %s", diff, f.Reason, c.reason)
			}
		})
	}
	t.Run("refuses", func(t *testing.T) {
		t.Parallel()
		f := probetest.Look(t, tcp.Kind(), probetest.Case{Settings: "address: " + closed.Addr().String()})
		if got := (result{f.Status, f.Headline, keys(f), f.Silence}); !cmp.Equal(got, down("connect", false)) {
			t.Errorf("finding is %+v: %s", got, f.Reason)
		}
	})
}

// pieces sends its parts one by one.
func pieces(parts ...string) func(net.Conn) {
	return func(c net.Conn) {
		for _, part := range parts {
			_, _ = io.WriteString(c, part)
			<-time.After(5 * time.Millisecond)
		}
	}
}

// keys are a finding's fault keys.
func keys(f holdfast.Finding) []string {
	var out []string
	for _, fault := range f.Faults {
		out = append(out, fault.Key)
	}
	return out
}

func TestTLS(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	now := time.Now()
	for name, c := range map[string]struct {
		cert     tls.Certificate
		settings string
		headline string
		keys     []string
	}{
		"good":         {ca.Issue(t, probetest.Leaf{}), "", "", nil},
		"expired":      {ca.Issue(t, probetest.Leaf{From: now.Add(-48 * time.Hour), Till: now.Add(-time.Hour)}), "", "EXPIRED", []string{"certificate/expired"}},
		"renewal late": {ca.Issue(t, probetest.Leaf{From: now.Add(-80 * 24 * time.Hour), Till: now.Add(10 * 24 * time.Hour)}), "", "EXPIRES", []string{"certificate/expires"}},
		"wrong name":   {ca.Issue(t, probetest.Leaf{Names: []string{"mail.example.com"}}), "", "BAD CERTIFICATE", []string{"certificate/name"}},
		"other name":   {ca.Issue(t, probetest.Leaf{Names: []string{"mail.example.com"}}), "server_name: mail.example.com", "", nil},
		"not verified": {probetest.SelfSigned(t, probetest.Leaf{}), "verify: off", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{c.cert}})
			if err != nil {
				t.Fatal(err)
			}
			serve(t, l, say("hello"))
			f := probetest.Look(t, tcp.Kind(), probetest.Case{
				Settings: "address: " + l.Addr().String() + "\ntls: true\nexpect: hello\n" + c.settings,
				Env:      holdfast.Env{Roots: ca.Pool()},
			})
			if diff := cmp.Diff(c.keys, keys(f)); diff != "" || f.Headline != c.headline {
				t.Errorf("headline %q, faults (-want +got):\n%s\nreason: %s", f.Headline, diff, f.Reason)
			}
			if f.Fact("certificate_not_after") == nil || f.Fact("tls_version") != "TLS 1.3" {
				t.Errorf("facts are %v, want the certificate's end and the TLS version", f.Facts)
			}
		})
	}
}

func TestNothingIsSentToABadCertificate(t *testing.T) {
	t.Parallel()
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{probetest.SelfSigned(t, probetest.Leaf{})}})
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan int, 1)
	serve(t, l, func(c net.Conn) {
		n, _ := c.Read(make([]byte, 100))
		heard <- n
	})
	probetest.Look(t, tcp.Kind(), probetest.Case{Settings: "address: " + l.Addr().String() + "\ntls: true\nsend: password\n"})
	if n := <-heard; n > 0 {
		t.Errorf("%d bytes were sent to a server whose certificate is bad", n)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for settings, field := range map[string]string{
		"address: mail.example.com":                        "address",
		"address: \":25\"":                                 "address",
		"address: h:99999":                                 "address",
		"{address: \"h:25\", expect: \"(\"}":               "expect",
		"{address: \"h:25\", ip: 5}":                       "ip",
		"{address: \"h:25\", verify: maybe}":               "verify",
		"{address: \"h:25\", certificate: {life_left: 2}}": "certificate",
		"{address: \"h:25\", tls: true, ca: /nonexistent}": "ca",
		"{address: \"h:25\", starttls: gopher}":            "starttls",
	} {
		_, err := tcp.Kind().New(holdfast.Env{}, probetest.Decode(settings))
		probetest.WantSetting(t, settings, err, field)
	}
}
