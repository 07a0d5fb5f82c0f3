package tlsgrade

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// decodeText decodes settings strictly.
func decodeText(text string) func(any) error {
	return func(into any) error { return yaml.UnmarshalWithOptions([]byte(text), into, yaml.Strict()) }
}

func TestSettingsRefused(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"port: 443":                    "host: want a host name or an address",
		"port: 70000\nhost: a.test":    "port: 70000 is no port; want 1 to 65535",
		"host: a.test:0":               "host: the port must be a number from 1 to 65535",
		"at_least: Z":                  `at_least: "Z" is no grade; want A+, A, A-, B, C, D, E or F`,
		"revocation: always":           `revocation: "always" is no choice; want authorities or staple`,
		"min_version: '1.2'":           `min_version: "1.2" is no choice; want TLS1.0, TLS1.1, TLS1.2 or TLS1.3`,
		"min_version: SSLv3":           `min_version: "SSLv3" is no choice; want TLS1.0, TLS1.1, TLS1.2 or TLS1.3`,
		"forward_secrecy: yes":         `forward_secrecy: "yes" is no choice; want required or any`,
		"ip: 5":                        `ip: "5" is no choice; want any, 4 or 6`,
		"addresses: [a.test]":          "addresses: a.test is no address; want one such as 192.0.2.10 or 2001:db8::10",
		"server_name: a.test:443":      "server_name: want a host name alone, such as www.example.com",
		"parallel: 0":                  "parallel: 0 connections at once; want 1 to 16",
		"certificate: {days_left: -1}": "certificate.days_left: -1 days; want 0 or more",
		"certificate: {life_left: 25}": "certificate.life_left: 25; want a share such as 0.25",
		"starttls: gopher":             `starttls: "gopher" is no choice; want one of ftp, imap, irc, ldap, lmtp, mysql, nntp, pop3, postgres, sieve, smtp, xmpp, xmpp-server`,
		"ca: " + empty:                 "ca: " + empty + " holds no certificate; want PEM blocks of type CERTIFICATE",
	} {
		if !strings.Contains(text, "host:") && text != "port: 443" {
			text = "host: a.test\n" + text
		}
		_, err := build(holdfast.Env{}, decodeText(text))
		var setting *holdfast.SettingError
		if !errors.As(err, &setting) || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	_, err := build(holdfast.Env{}, decodeText("host: a.test\nno: [3DES, RC5]"))
	if err == nil || !strings.HasPrefix(err.Error(), `no.1: "RC5" is no family of suites; want some of 3DES, RC4,`) {
		t.Errorf("an unknown family: %v", err)
	}
}

// TestBareNULL checks that the family NULL need not be quoted, although YAML
// takes the bare word for nothing.
func TestBareNULL(t *testing.T) {
	t.Parallel()
	made, err := build(holdfast.Env{}, decodeText("host: a.test\nno: [RC4, NULL]"))
	if err != nil {
		t.Fatal(err)
	}
	p, _ := made.(*prober)
	if diff := cmp.Diff([]string{"RC4", "NULL"}, p.wants.no); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][3]string{
		"host: a.test":                         {"a.test:443", "a.test", "a.test"},
		"host: a.test:8443":                    {"a.test:8443", "a.test", "a.test"},
		"host: a.test\nport: 993":              {"a.test:993", "a.test", "a.test"},
		"host: 127.0.0.1":                      {"127.0.0.1:443", "127.0.0.1", ""},
		"host: '::1'":                          {"[::1]:443", "::1", ""},
		"host: 127.0.0.1\nserver_name: b.test": {"127.0.0.1:443", "127.0.0.1", "b.test"},
	} {
		made, err := build(holdfast.Env{}, decodeText(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		p, _ := made.(*prober)
		if diff := cmp.Diff(want, [3]string{p.Target(), p.Host(), p.target(nil).SNI()}); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// TestKind checks the folder's papers: the sample works, and every fault key
// that the code makes is explained.
func TestKind(t *testing.T) {
	t.Parallel()
	kind := Kind()
	if _, err := kind.New(holdfast.Env{}, decodeText(kind.Sample)); err != nil {
		t.Errorf("the sample: %v", err)
	}
	if !kind.Site || !kind.Heavy {
		t.Error("want a kind that sites are asked, in the pool of heavy ones")
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`Key: +"([^"]+)"`)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(code), -1) {
			name := m[1]
			if !strings.Contains(kind.Doc, "### `"+name) {
				t.Errorf("%s makes the fault %s, which doc.md does not explain", file, name)
			}
		}
	}
}
