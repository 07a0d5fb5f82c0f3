package tcp_test

import (
	"bufio"
	"context"
	"crypto/tls"
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

// mail plays a mail server that offers the given extension and answers STARTTLS
// with the given line; after 220 it speaks TLS, and there sends every line back.
func mail(config *tls.Config, offer, answer string) func(net.Conn) {
	return func(c net.Conn) {
		defer func() { _ = c.Close() }()
		lines := bufio.NewReader(c)
		_, _ = io.WriteString(c, "220 mail.example.com ESMTP\r\n")
		if _, err := lines.ReadString('\n'); err != nil {
			return
		}
		_, _ = io.WriteString(c, "250-mail.example.com\r\n250 "+offer+"\r\n")
		if _, err := lines.ReadString('\n'); err != nil {
			return
		}
		_, _ = io.WriteString(c, answer+"\r\n")
		if strings.HasPrefix(answer, "220") {
			echo(tls.Server(c, config))
		}
	}
}

// asked answers PostgreSQL's SSLRequest, and speaks TLS after an S.
func asked(config *tls.Config, letter string) func(net.Conn) {
	return func(c net.Conn) {
		_, _ = io.ReadFull(c, make([]byte, 8))
		_, _ = io.WriteString(c, letter)
		if letter == "S" {
			_ = tls.Server(c, config).Handshake()
		}
	}
}

func TestStartTLSSuite(t *testing.T) {
	ca := probetest.NewAuthority(t)
	config := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{ca.Issue(t, probetest.Leaf{})}}
	with := func(handle func(net.Conn)) func(t *testing.T) probetest.Case {
		return func(t *testing.T) probetest.Case {
			settings := "address: " + listen(t, handle).Addr().String() + "\nstarttls: smtp\nsend: \"" + canary + "\\r\\n\"\nexpect: ^you said"
			return probetest.Case{Settings: settings, Env: holdfast.Env{Roots: ca.Pool()}}
		}
	}
	probetest.Run(t, probetest.Suite{
		Kind:    tcp.Kind(),
		Good:    with(mail(config, "STARTTLS", "220 go ahead")),
		Bad:     with(mail(config, "SIZE", "")),
		Empty:   with(hangUp("")),
		Hang:    with(func(net.Conn) {}),
		Secrets: []string{canary},
	})
}

func TestStartTLS(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	server := func(leaf probetest.Leaf) *tls.Config {
		return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{ca.Issue(t, leaf)}}
	}
	good, expired := server(probetest.Leaf{}), server(probetest.Leaf{From: time.Now().Add(-48 * time.Hour), Till: time.Now().Add(-time.Hour)})
	type result struct {
		Status   holdfast.Status
		Headline string
		Keys     []string
		Silence  bool
	}
	noTLS := result{holdfast.Broken, "NO TLS", []string{"starttls"}, false}
	late := result{holdfast.Broken, "DOWN", []string{"timeout"}, true}
	for name, c := range map[string]struct {
		handle   func(net.Conn)
		settings string
		want     result
		reason   string
	}{
		"smtp":             {mail(good, "STARTTLS", "220 go ahead"), "starttls: smtp", result{Status: holdfast.Holds}, "accepted"},
		"tls beside it":    {mail(good, "STARTTLS", "220 go ahead"), "starttls: smtp\ntls: true", result{Status: holdfast.Holds}, "accepted"},
		"talks after it":   {mail(good, "STARTTLS", "220 go ahead"), "starttls: smtp\nsend: \"EHLO me\\r\\n\"\nexpect: said EHLO", result{Status: holdfast.Holds}, "answered as wanted"},
		"postgres":         {asked(good, "S"), "starttls: postgres", result{Status: holdfast.Holds}, "accepted"},
		"postgres without": {asked(good, "N"), "starttls: postgres", noTLS, `offers no SSLRequest but said "N", wanted TLS`},
		"expired":          {mail(expired, "STARTTLS", "220 go ahead"), "starttls: smtp", result{holdfast.Broken, "EXPIRED", []string{"certificate/expired"}, false}, "expired"},
		"not offered":      {mail(good, "SIZE", ""), "starttls: smtp", noTLS, `offers no STARTTLS but said "250-mail.example.com, 250 SIZE", wanted TLS`},
		"refused":          {mail(good, "STARTTLS", "502 no\x1b[2J"), "starttls: smtp", noTLS, `offers no STARTTLS but said "502 no?[2J"`},
		"not now":          {mail(good, "STARTTLS", "454 TLS not available"), "starttls: smtp", noTLS, `did not go over from smtp to TLS: after STARTTLS came "454 TLS not available", want 220`},
		"another protocol": {say("* OK IMAP4 ready\r\n"), "starttls: smtp", noTLS, "did not go over from smtp to TLS"},
		"an endless reply": {say(strings.Repeat("220-x\r\n", 20<<10)), "starttls: smtp", noTLS, "more than 64 KiB"},
		"closes":           {hangUp(""), "starttls: smtp", result{holdfast.Broken, "DOWN", []string{"protocol"}, false}, "closed by the peer"},
		"hangs":            {func(net.Conn) {}, "starttls: smtp", late, "no answer in time"},
		"hangs later on":   {say("220-mail.example.com\r\n"), "starttls: smtp", late, "no answer in time"},
		"no TLS after it":  {mail(good, "STARTTLS", "220 go ahead\r\n220 really"), "starttls: smtp", result{holdfast.Broken, "DOWN", []string{"tls"}, false}, "what came is no TLS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := "address: " + listen(t, c.handle).Addr().String() + "\n" + c.settings
			p := probetest.New(t, tcp.Kind(), probetest.Case{Settings: settings, Env: holdfast.Env{Roots: ca.Pool()}})
			timeout := 10 * time.Second
			if c.want.Silence {
				timeout = 300 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), timeout)
			defer cancel()
			f, err := p.Probe(ctx, holdfast.Look{})
			if err != nil {
				t.Fatalf("could not look: %v", err)
			}
			if diff := cmp.Diff(c.want, result{f.Status, f.Headline, keys(f), f.Silence}); diff != "" || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("finding (-want +got):\n%s\nreason: %s\nwanted: %s", diff, f.Reason, c.reason)
			}
			if _, measured := f.Measure("starttls_seconds"); !measured {
				t.Errorf("measures are %v, want starttls_seconds", f.Measures)
			}
		})
	}
}

func TestNothingIsSentInClearText(t *testing.T) {
	t.Parallel()
	heard := make(chan string, 1)
	l := listen(t, func(c net.Conn) {
		_, _ = io.WriteString(c, "220 mail\r\n")
		lines := bufio.NewReader(c)
		_, _ = lines.ReadString('\n')
		_, _ = io.WriteString(c, "250 mail\r\n")
		rest, _ := io.ReadAll(lines)
		heard <- string(rest)
	})
	probetest.Look(t, tcp.Kind(), probetest.Case{Settings: "address: " + l.Addr().String() + "\nstarttls: smtp\nsend: password\n"})
	if rest := <-heard; rest != "" {
		t.Errorf("%q was sent in clear text, want nothing after EHLO", rest)
	}
}
