package blackbox

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestFaults wants file, line and what was wanted.
func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, want string }{
		"empty":            {"", "m.yml: it has no modules; want modules: with at least one, such as http_2xx: {prober: http}"},
		"no YAML":          {"modules: [", "m.yml:1: did not find expected node content"},
		"top":              {"module: {}", "m.yml:1: module: no key of this name is known; did you mean modules?"},
		"merges itself":    {"modules:\n  a: &x\n    <<: *x\n", "m.yml: anchor 'x' value contains itself"},
		"module key":       {"modules:\n  a:\n    prober: http\n    timout: 5s\n", "m.yml:4: modules.a.timout: no key of this name is known"},
		"deep key":         {"modules:\n  a:\n    prober: http\n    http:\n      tls_config:\n        insecure: true\n", "m.yml:6: modules.a.http.tls_config.insecure: no key of this name is known; did you mean insecure_skip_verify?"},
		"key in a list":    {"modules:\n  a:\n    prober: tcp\n    tcp:\n      query_response:\n      - expct: x\n", "m.yml:6: modules.a.tcp.query_response.expct: no key of this name is known"},
		"merged key":       {"x: &x\n  nothing: 1\nmodules:\n  a:\n    prober: http\n    http:\n      <<: *x\n", "m.yml:1: x: no key of this name is known\nm.yml:2: modules.a.http.nothing: no key of this name is known"},
		"no prober":        {"modules:\n  a: {}\n", "m.yml:2: module a: prober: want http, tcp, icmp, dns or grpc"},
		"other prober":     {"modules:\n  a:\n    prober: smtp\n", "m.yml:3: module a: prober: want http, tcp, icmp, dns or grpc"},
		"type":             {"modules:\n  a:\n    prober: http\n    http:\n      fail_if_ssl: perhaps\n", "m.yml:5: cannot unmarshal !!str `perhaps` into bool"},
		"duration":         {"modules:\n  a:\n    prober: http\n    timeout: soon\n", "m.yml:4: cannot unmarshal !!str `soon` into time.Duration"},
		"expression":       {"modules:\n  a:\n    prober: tcp\n    tcp:\n      query_response: [{expect: '['}]\n", "m.yml:5: error parsing regexp: missing closing ]: `[`"},
		"size":             {"modules:\n  a:\n    prober: http\n    http: {body_size_limit: 10XB}\n", `m.yml:4: want a size such as 10MB, have "10XB"`},
		"two credentials":  {"modules:\n  a:\n    prober: http\n    http:\n      bearer_token: a\n      basic_auth: {username: b}\n", "m.yml:4: module a: http: has more than one of basic_auth"},
		"no such file":     {"modules:\n  a:\n    prober: http\n    http:\n      tls_config:\n        ca_file: /nowhere/ca.pem\n", "m.yml:6: module a: http.tls_config.ca_file: read the authorities: open /nowhere/ca.pem: no such file or directory"},
		"key without cert": {"modules:\n  a:\n    prober: grpc\n    grpc:\n      tls_config: {key_file: k}\n", "m.yml:5: module a: grpc.tls_config: a client's certificate and its key go together; want both"},
		"TLS version":      {"modules:\n  a:\n    prober: tcp\n    tcp:\n      tls_config:\n        min_version: SSL3\n", "m.yml:6: module a: tcp.tls_config.min_version: want TLS10, TLS11, TLS12 or TLS13"},
		"proxy":            {"modules:\n  a:\n    prober: http\n    http:\n      proxy_url: socks5://x:1\n", "m.yml:5: module a: http.proxy_url: want http://HOST:PORT or https://HOST:PORT"},
		"no question":      {"modules:\n  a:\n    prober: dns\n    dns:\n      query_type: A\n", "m.yml:4: module a: dns.query_name: want the name to ask for"},
		"record type":      {"modules:\n  a:\n    prober: dns\n    dns:\n      query_name: x\n      query_type: Z\n", "m.yml:6: module a: dns.query_type: want a type such as A"},
		"TLS over UDP":     {"modules:\n  a:\n    prober: dns\n    dns:\n      query_name: x\n      dns_over_tls: true\n", "m.yml:6: module a: dns.dns_over_tls: needs transport_protocol: tcp"},
		"hops":             {"modules:\n  a:\n    prober: icmp\n    icmp: {ttl: 256}\n", "m.yml:4: module a: icmp.ttl: want 0 to 255"},
		"source":           {"modules:\n  a:\n    prober: icmp\n    icmp: {source_ip_address: here}\n", "m.yml:4: module a: icmp.source_ip_address: want an address of this machine"},
		"two expectations": {"modules:\n  a:\n    prober: tcp\n    tcp:\n      query_response: [{expect: a, expect_bytes: b}]\n", "m.yml:5: module a: tcp.query_response: expect and expect_bytes are both given; want one of them"},
		"encoding":         {"modules:\n  a:\n    prober: http\n    http:\n      compression: gzip\n      headers: {accept-encoding: 'gzip;q=0, *'}\n", ""},
		"no encoding":      {"modules:\n  a:\n    prober: http\n    http:\n      compression: gzip\n      headers: {accept-encoding: 'br, *;q=0'}\n", "m.yml:5: module a: http.compression: the header accept-encoding does not allow it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load("m.yml", []byte(c.file))
			got := ""
			if err != nil {
				got = err.Error()
			}
			if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
				t.Errorf("faults:\n%s\nwanted:\n%s", got, c.want)
			}
			if faults, ok := errors.AsType[Faults](err); err != nil && (!ok || len(faults) == 0) {
				t.Errorf("the error is a %T; want Faults", err)
			}
		})
	}
}

// TestDefaults wants the exporter's.
func TestDefaults(t *testing.T) {
	t.Parallel()
	modules, err := Load("m.yml", []byte(`
modules:
  bare: {prober: http}
  set: {prober: http, timeout: 7s, http: {follow_redirects: false, ip_protocol_fallback: false, body_size_limit: 1.5KiB}}
  old: {prober: http, http: {no_follow_redirects: true}}
  rpc: {prober: grpc}
  rpc6: {prober: grpc, grpc: {tls: true}}
`))
	if err != nil {
		t.Fatal(err)
	}
	type result struct {
		Timeout                  time.Duration
		Follow, Two, HTTP, RPC   bool
		Size                     Size
		TTL                      int
		Recursion, ICMP, TCPback bool
	}
	want := map[string]result{
		"bare": {Follow: true, Two: true, HTTP: true, TTL: 64, Recursion: true, ICMP: true, TCPback: true},
		"set":  {Timeout: 7 * time.Second, Two: true, Size: 1536, TTL: 64, Recursion: true, ICMP: true, TCPback: true},
		"old":  {Two: true, HTTP: true, TTL: 64, Recursion: true, ICMP: true, TCPback: true},
		"rpc":  {Follow: true, Two: true, HTTP: true, TTL: 64, Recursion: true, ICMP: true, TCPback: true},
		"rpc6": {Follow: true, Two: true, HTTP: true, RPC: true, TTL: 64, Recursion: true, ICMP: true, TCPback: true},
	}
	got := map[string]result{}
	for name, m := range modules {
		got[name] = result{
			m.Timeout, m.HTTP.FollowRedirects, m.HTTP.EnableHTTP2, m.HTTP.IPProtocolFallback, m.GRPC.IPProtocolFallback, m.HTTP.BodySizeLimit,
			m.ICMP.TTL, m.DNS.Recursion, m.ICMP.IPProtocolFallback, m.TCP.IPProtocolFallback,
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("modules (-want +got):\n%s", diff)
	}
}

// TestNotOffered wants modules that cannot be asked to leave the others alone.
func TestNotOffered(t *testing.T) {
	t.Parallel()
	modules, err := Load("m.yml", []byte(`
modules:
  good: {prober: http}
  socket: {prober: unix, unix: {tls: true}}
  ws: {prober: websocket, websocket: {headers: {X: {values: [y]}}}}
  quic: {prober: http, http: {enable_http3: true, enable_http2: false}}
  cel:
    prober: http
    http:
      fail_if_body_json_matches_cel: "body.a == 1"
  oauth: {prober: http, http: {oauth2: {client_id: x, client_secret: y, token_url: z}}}
  br: {prober: http, http: {compression: br}}
`))
	if err != nil {
		t.Fatal(err)
	}
	for name, words := range map[string]string{
		"good": "", "socket": "m.yml:4: prober: unix", "ws": "m.yml:5: prober: websocket", "quic": "m.yml:6: http.enable_http3: HTTP/3",
		"cel": "m.yml:10: http.fail_if_body_json_matches_cel: CEL", "oauth": "m.yml:11: http.oauth2: is not offered", "br": "m.yml:12: http.compression: br",
	} {
		if got := modules[name].NotOffered(); words == "" && got != "" || !strings.HasPrefix(got, words) {
			t.Errorf("%s: %q, want %q", name, got, words)
		}
	}
}

// TestBeside finds files beside the module file.
func TestBeside(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "b.yml"), []byte("modules:\n  a:\n    prober: http\n    http: {body_file: words}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	modules, err := Read(filepath.Join(dir, "b.yml"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(filepath.Join(dir, "words"), modules["a"].HTTP.BodyFile); diff != "" {
		t.Errorf("body_file (-want +got):\n%s", diff)
	}
}

// FuzzLoad reads module files.
func FuzzLoad(f *testing.F) {
	f.Add([]byte("modules:\n  a: &a {prober: http, http: {headers: {Host: x}}}\n  b:\n    <<: *a\n"))
	f.Add([]byte("modules: {a: {prober: dns, dns: {query_name: x, validate_answer_rrs: {fail_if_matches_regexp: [x]}}}}"))
	f.Add([]byte("modules:\n- &x [*x]\n"))
	f.Add([]byte("modules:\n  a: &x {<<: [*x, *x]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		modules, err := Load("m.yml", data)
		if err == nil && len(modules) == 0 {
			t.Error("no modules and no fault")
		}
		for _, m := range modules {
			_ = m.Text()
		}
	})
}

// FuzzServing reads answers of health services.
func FuzzServing(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 2, 8, 1})
	f.Fuzz(func(t *testing.T, body []byte) {
		if state, err := serving(body); err == nil && (state < 0 || state >= len(states())) {
			t.Errorf("state %d", state)
		}
	})
}
