package scan

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

func TestParseAim(t *testing.T) {
	t.Parallel()
	for arg, want := range map[string]Aim{
		"app.example.com": {Host: "app.example.com"}, "app.example.com:8443": {Host: "app.example.com", Port: 8443},
		"203.0.113.9": {Host: "203.0.113.9"}, "2001:db8::9": {Host: "2001:db8::9"}, "[2001:db8::9]:443": {Host: "2001:db8::9", Port: 443},
		"https://app.example.com/x": {Host: "app.example.com"}, "http://app.example.com:81/": {Host: "app.example.com", Port: 81},
	} {
		if got, err := ParseAim(arg); err != nil || got != want {
			t.Errorf("ParseAim(%q) = %+v, %v; want %+v", arg, got, err, want)
		}
	}
	for _, arg := range []string{"", "a b", "host:0", "host:99999", "host:http", "a/b", "x@y", "https://"} {
		if got, err := ParseAim(arg); err == nil {
			t.Errorf("ParseAim(%q) = %+v; want a fault", arg, got)
		}
	}
}

// kinds answer with fixed findings, and note what they were asked.
func kinds(asked map[string]map[string]any, findings map[string]holdfast.Finding) []holdfast.Kind[holdfast.Prober] {
	var list []holdfast.Kind[holdfast.Prober]
	for _, name := range []string{"uptime", "exposure", "unreachable", "tlsgrade"} {
		list = append(list, holdfast.Kind[holdfast.Prober]{Name: name, New: func(_ holdfast.Env, decode func(any) error) (holdfast.Prober, error) {
			settings := map[string]any{}
			asked[name] = settings
			return fixed{findings[name]}, decode(&settings)
		}})
	}
	return list
}

type fixed struct{ f holdfast.Finding }

// Probe implements holdfast.Prober.
func (p fixed) Probe(context.Context, holdfast.Look) (holdfast.Finding, error) {
	if p.f.Reason == "" {
		return p.f, errors.New("no route to host")
	}
	return p.f, nil
}

// copyInto decodes by copying.
func copyInto(settings map[string]any, into any) error {
	m, ok := into.(*map[string]any)
	if !ok {
		return errors.New("no map")
	}
	for k, v := range settings {
		(*m)[k] = v
	}
	return nil
}

func look(t *testing.T, o Options, arg string, findings map[string]holdfast.Finding) (Document, map[string]map[string]any) {
	t.Helper()
	asked := map[string]map[string]any{}
	o.Kinds, o.Decode = kinds(asked, findings), copyInto
	a, err := ParseAim(arg)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := Run(t.Context(), []Aim{a}, o)
	if err != nil {
		t.Fatal(err)
	}
	return doc, asked
}

func fine(reason string, facts ...holdfast.Fact) holdfast.Finding {
	return holdfast.Finding{Status: holdfast.Holds, Reason: reason, Facts: facts}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	exposed := fine("open 80, 443, 6379", holdfast.Fact{Name: "ports", Value: []string{
		"address=203.0.113.9 port=443 proto=tcp state=open service=https", "address=203.0.113.9 port=6379 proto=tcp state=open service=redis",
	}})
	exposed.Faults = []holdfast.Fault{{Key: "port/6379", Status: holdfast.Broken, Text: "6379 is open", Fix: "drop 6379"}, {Key: "port/2024", Status: holdfast.Broken, Text: "2024 is open", Fix: "drop 2024"}}
	exposed.Judge()
	tls := fine("TLS 1.2 1.3", holdfast.Fact{Name: "tls_versions", Value: []string{"TLS1.2"}}, holdfast.Fact{Name: "suites_tls1_2", Value: []string{"TLS_X"}},
		holdfast.Fact{Name: "suite_order_tls1_2", Value: "server"}, holdfast.Fact{Name: "forward_secrecy", Value: "all"}, holdfast.Fact{Name: "dh_bits", Value: int64(2048)})
	tls.Measures = []holdfast.Measure{{Name: "tls_connections", Value: 13}}
	doc, asked := look(t, Options{Ports: "1-1024", IP: "4"}, "203.0.113.9", map[string]holdfast.Finding{
		"uptime": fine("200", holdfast.Fact{Name: "status_code", Value: int64(200)}), "exposure": exposed, "tlsgrade": tls,
		"unreachable": fine("redis", holdfast.Fact{Name: "ports", Value: []string{"address=203.0.113.9 port=6379 proto=tcp state=open service=redis version=7.0.15 access=open"}}),
	})
	target := doc.Targets[0]
	want := []Port{
		{Port: 443, Proto: "tcp", State: "open", Address: "203.0.113.9", Service: "https", Access: "unknown"},
		{Port: 6379, Proto: "tcp", State: "open", Address: "203.0.113.9", Service: "redis", Version: "7.0.15", Access: "open"},
	}
	if diff := cmp.Diff(want, target.Ports); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(&TLS{Protocols: map[string]Protocol{"TLS1.2": {Suites: []string{"TLS_X"}, Order: "server"}}, ForwardSecrecy: "all", DHBits: 2048, Connections: 13, Certificate: map[string]any{}}, target.TLS); diff != "" {
		t.Error(diff)
	}
	if target.Status != holdfast.Broken || target.Reason != exposed.Reason || !strings.Contains(target.Scope, "1-1024") || !strings.Contains(target.Scope, "IPv4 only") {
		t.Errorf("target is %v %q, scope %q", target.Status, target.Reason, target.Scope)
	}
	if asked["exposure"]["from"] != "outside" || asked["exposure"]["ports"] != "1-1024" || asked["tlsgrade"]["ip"] != "4" {
		t.Errorf("asked %v", asked)
	}
	var text, sarif bytes.Buffer
	doc.Text(&text, 1)
	if lines := strings.Split(text.String(), "\n"); !strings.HasPrefix(lines[2], "BROKEN") || strings.Count(text.String(), "drop ") != 1 {
		t.Errorf("the worst is not first, or one cure is told twice:\n%s", text.String())
	}
	if err := doc.SARIF(&sarif, "test"); err != nil || !json.Valid(sarif.Bytes()) || strings.Count(sarif.String(), `"level": "error"`) != 2 {
		t.Errorf("SARIF (%v): %s", err, sarif.String())
	}
}

func TestPrivateAddressesAreSeenFromInside(t *testing.T) {
	t.Parallel()
	doc, asked := look(t, Options{}, "127.0.0.9", map[string]holdfast.Finding{"uptime": fine("200")})
	if asked["exposure"]["from"] != "inside" || asked["unreachable"]["from"] != "inside" || !strings.HasPrefix(doc.Targets[0].Scope, "seen from inside") {
		t.Errorf("asked %v, scope %q", asked, doc.Targets[0].Scope)
	}
	if doc.Targets[0].Status != holdfast.Unknown {
		t.Errorf("three looks that did not take place give %v", doc.Targets[0].Status)
	}
}

// TestOnePortIsAskedByItsOwnProtocol: a port that does not speak TLS is asked
// over http, and only what belongs to a port is asked at all.
func TestOnePortIsAskedByItsOwnProtocol(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			_ = conn.Close()
		}
	}()
	_, asked := look(t, Options{Timeout: 10 * time.Second}, l.Addr().String(), map[string]holdfast.Finding{"uptime": fine("200")})
	if diff := cmp.Diff(map[string]map[string]any{"uptime": {"url": "http://" + l.Addr().String() + "/"}}, asked); diff != "" {
		t.Error(diff)
	}
}
