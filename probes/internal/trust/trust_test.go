package trust_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/trust"
)

func TestRules(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		terms trust.Terms
		want  certs.Rules
		field string
	}{
		"nothing said":           {want: certs.Rules{}},
		"on":                     {terms: trust.Terms{Verify: "on"}},
		"off":                    {terms: trust.Terms{Verify: "off"}, want: certs.Rules{Off: true}},
		"false, as YAML has it":  {terms: trust.Terms{Verify: "false"}, want: certs.Rules{Off: true}},
		"maybe":                  {terms: trust.Terms{Verify: "maybe"}, field: "verify"},
		"days and share":         {terms: trust.Terms{Certificate: trust.Certificate{DaysLeft: 9, LifeLeft: 0.5}}, want: certs.Rules{DaysLeft: 9, LifeLeft: 0.5}},
		"days below zero":        {terms: trust.Terms{Certificate: trust.Certificate{DaysLeft: -1}}, field: "certificate"},
		"all of its life":        {terms: trust.Terms{Certificate: trust.Certificate{LifeLeft: 1}}, field: "certificate"},
		"a share below zero":     {terms: trust.Terms{Certificate: trust.Certificate{LifeLeft: -0.1}}, field: "certificate"},
		"off, and a wrong share": {terms: trust.Terms{Verify: "off", Certificate: trust.Certificate{LifeLeft: 2}}, field: "certificate"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tc.terms.Rules()
			checkField(t, err, tc.field)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("rules (-want +got):\n%s", diff)
			}
		})
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key, junk := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), filepath.Join(dir, "junk.pem")
	writePair(t, cert, key)
	if err := os.WriteFile(junk, []byte("no PEM\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	given, missing := x509.NewCertPool(), filepath.Join(dir, "missing.pem")
	cases := map[string]struct {
		terms trust.Terms
		given *x509.CertPool
		pairs int
		roots func(*x509.CertPool) bool
		field string
	}{
		"the system's roots":       {roots: func(p *x509.CertPool) bool { return p == nil }},
		"roots that were given":    {given: given, roots: func(p *x509.CertPool) bool { return p == given }},
		"a file before the given":  {terms: trust.Terms{CA: cert}, given: given, roots: func(p *x509.CertPool) bool { return p != nil && p != given }},
		"a client certificate":     {terms: trust.Terms{ClientCert: trust.ClientCert{Cert: cert, Key: key}}, pairs: 1, roots: func(p *x509.CertPool) bool { return p == nil }},
		"no such file":             {terms: trust.Terms{CA: missing}, field: "ca"},
		"a file of something else": {terms: trust.Terms{CA: junk}, field: "ca"},
		"a certificate alone":      {terms: trust.Terms{ClientCert: trust.ClientCert{Cert: cert}}, field: "client_cert"},
		"a key alone":              {terms: trust.Terms{ClientCert: trust.ClientCert{Key: key}}, field: "client_cert"},
		"the wrong way round":      {terms: trust.Terms{ClientCert: trust.ClientCert{Cert: key, Key: cert}}, field: "client_cert"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tc.terms.Config(tc.given, "app.example.com", "h2")
			checkField(t, err, tc.field)
			if tc.field != "" {
				return
			}
			said := []any{got.ServerName, got.NextProtos, int(got.MinVersion), len(got.Certificates), got.InsecureSkipVerify}
			want := []any{"app.example.com", []string{"h2"}, tls.VersionTLS12, tc.pairs, true}
			if diff := cmp.Diff(want, said); diff != "" {
				t.Errorf("config (-want +got):\n%s", diff)
			}
			if !tc.roots(got.RootCAs) {
				t.Errorf("roots are others than wanted: %v", got.RootCAs)
			}
		})
	}
}

func TestClear(t *testing.T) {
	t.Parallel()
	for field, terms := range map[string]trust.Terms{
		"":            {Verify: "off", Certificate: trust.Certificate{DaysLeft: 3}},
		"ca":          {CA: "roots.pem"},
		"client_cert": {ClientCert: trust.ClientCert{Key: "key.pem"}},
	} {
		checkField(t, terms.Clear("write tls: true"), field)
	}
}

// checkField wants the error of a setting, or none.
func checkField(t *testing.T, err error, field string) {
	t.Helper()
	said, ok := errors.AsType[*holdfast.SettingError](err)
	switch {
	case field == "" && err != nil:
		t.Fatalf("refused: %v", err)
	case field != "" && (!ok || said.Field != field):
		t.Fatalf("came %v, want the error of the setting %s", err, field)
	}
}
