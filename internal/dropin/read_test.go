package dropin

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"holdfast"
)

// quiet is for servers whose complaints nobody needs.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

// loopback lets this machine be asked.
func loopback() Rules {
	return Rules{Ranges: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}, Open: true}
}

// handler reads a module file.
func handler(t testing.TB, file string, rules Rules, env holdfast.Env) *Handler {
	t.Helper()
	h, err := New(file, rules, env)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// query is the address of a probe.
func query(base string, p pair) string {
	q := url.Values{"target": {p.target}}
	if p.module != "" {
		q.Set("module", p.module)
	}
	return base + "/probe?" + q.Encode() + p.more
}

// get makes a request and returns what came.
func get(t testing.TB, address string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// values reads a page: each series with its labels, and its value.
func values(t testing.TB, page string) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		i := strings.LastIndexByte(line, ' ')
		v, err := strconv.ParseFloat(strings.TrimSpace(line[i+1:]), 64)
		if i < 0 || err != nil {
			t.Fatalf("line %q: %v", line, err)
		}
		if _, twice := out[line[:i]]; twice {
			t.Errorf("%s is there twice", line[:i])
		}
		out[line[:i]] = v
	}
	return out
}

// name is a pair as the name of a test.
func (p pair) name(w *world) string {
	target := p.target
	for name, address := range map[string]string{
		"plain": w.plain, "secure": w.secure, "other": w.other, "expired": w.expired, "banner": w.banner, "echo": w.echo,
		"starttls": w.starttls, "tls": w.tls, "deaf": w.deaf, "closed": w.closed, "dns": w.dns, "rpc": w.rpc, "secureRPC": w.secureRPC, "notServing": w.notServing,
	} {
		target = strings.ReplaceAll(strings.ReplaceAll(target, address, name), "localhost:"+port(address), "localhost:"+name)
	}
	return fmt.Sprintf("%s of %s%s", p.module, strings.NewReplacer("/", "_", " ", "_").Replace(target), p.more)
}
