package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// said is a version by its words.
func said(suites, order, groups string) Protocol {
	return Protocol{Suites: strings.Fields(suites), Order: order, Groups: fieldsOrNil(groups)}
}

// fieldsOrNil are the words of a text, nil where there are none.
func fieldsOrNil(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Fields(text)
}

func TestTruth(t *testing.T) {
	t.Parallel()
	got, err := truth([]string{
		"A- no-tls13", "TLS1.2 server ChaCha-first: AES_128 AES_256", "TLS1.2 groups: x25519", "TLS1.3 only: AES_128",
		"DH 2048 RFC 7919 ffdhe2048", "certificate RSA 2048 ECDSA-SHA256", "HSTS max-age=1: 2",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := Facts{Grade: "A-", DHBits: 2048, Protocols: map[string]Protocol{
		"TLS1.2": said("TLS_AES_128 TLS_AES_256", "server", "x25519"), "TLS1.3": said("TLS_AES_128", "", ""),
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDiffer(t *testing.T) {
	t.Parallel()
	want := Facts{Grade: "B", DHBits: 1024, Protocols: map[string]Protocol{
		"TLS1.1": said("a", "", ""), "TLS1.2": said("a b", "server", "x25519"), "TLS1.3": said("c d", "server-hint", ""),
	}}
	got := Facts{Grade: "A", Protocols: map[string]Protocol{
		"SSLv3": said("a", "", ""), "TLS1.2": said("b a", "server", "x448"), "TLS1.3": said("d c", "client", ""),
	}}
	all := []Difference{
		{Versions, "lacks TLS1.1, has SSLv3"},
		{Order, "TLS1.2 b a, want a b"},
		{Groups, "TLS1.2 lacks x25519, has x448"},
		{DH, "none for 1024 bits"},
		{Grade, "A for B"},
	}
	if diff := cmp.Diff(all, differ(want, got, sorts())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(all[:1], differ(want, got, []Sort{Versions, Suites})); diff != "" {
		t.Errorf("of what is told (-want +got):\n%s", diff)
	}
	if diff := differ(want, want, sorts()); diff != nil {
		t.Errorf("of the truth: %v", diff)
	}
}

// TestCompare runs two scanners that always say the same, of which one is not there,
// and prints what came of it in all forms.
func TestCompare(t *testing.T) {
	t.Parallel()
	document := filepath.Join(t.TempDir(), "found")
	if err := os.WriteFile(document, []byte(`{"targets": [{"grade": "A", "protocols": {"TLS1.2": {"suites": ["TLS_X"]}}}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	parrot := ours("parrot", "cat")
	parrot.command = func(Server, string, string, string) []string { return []string{document} }
	scanners := []Scanner{
		{Name: "parrot", Version: "1.0", Tells: sorts(), tool: parrot, path: "/bin/cat"},
		{Name: "ghost", Absent: "it is not there"},
	}
	servers := []Server{
		{Software: "nginx", Name: "good", Address: "127.0.0.1:9", Truth: []string{"A", "TLS1.2 only: X"}},
		{Software: "nginx", Name: "bad", Address: "127.0.0.1:9", Truth: []string{"F", "TLS1.2 only: X"}},
	}
	result, err := compare(t.Context(), scanners, servers, settings{slow: -1}, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	for form, want := range map[string][]string{
		"table":    {"ghost takes no part: it is not there", "nginx, bad  parrot   grade  A for F"},
		"markdown": {"| scanner | version |", "| nginx, bad | parrot | grade | A for F |"},
		"json":     {`"sort": "grade"`, `"connections": 0`},
	} {
		var out bytes.Buffer
		if err := write(&out, form, result); err != nil {
			t.Fatal(err)
		}
		for _, line := range want {
			if !strings.Contains(out.String(), line) {
				t.Errorf("%s has no %q:\n%s", form, line, out.String())
			}
		}
		if strings.Contains(out.String(), "good  parrot") {
			t.Errorf("%s has a difference where none is:\n%s", form, out.String())
		}
	}
}

func TestFirstVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"\x1b[1;34m\t\t2.0.7\n\t\tOpenSSL 3.0.19 27 Jan 2026\x1b[0m": "2.0.7",
		"Nmap version 7.93 ( https://nmap.org )":                     "7.93",
		"holdfast (devel) go1.26.8 linux/amd64":                      "devel",
		"holdfast v1.2.3 go1.26.8 linux/amd64":                       "1.2.3",
		"no engine\n###\n testssl       3.0.8 from https://x":        "3.0.8",
		"unknown": "unknown",
	} {
		if got := firstVersion(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
