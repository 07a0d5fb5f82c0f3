package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	cbc     = "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
	old     = cbc + " TLS_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA"
	gcm     = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
	twelve  = gcm + " " + cbc + " TLS_RSA_WITH_AES_256_GCM_SHA384 TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA"
	modern  = "TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_GCM_SHA256"
	curves  = "secp256r1 secp384r1 secp521r1 x25519 x448"
	dhe     = "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
	fields5 = " ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192"
)

// TestReaders reads what the scanners printed of real servers: of one with TLS 1.0
// to 1.3 (Apache), and of two with Diffie-Hellman.
func TestReaders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file string
		read func([]byte) (Facts, error)
		want Facts
	}{
		{"sslscan.xml", readSSLScan, Facts{Protocols: map[string]Protocol{
			"TLS1.0": said(old, "", ""), "TLS1.1": said(old, "", ""), "TLS1.2": said(twelve, "", curves), "TLS1.3": said(modern, "", curves+fields5),
		}}},
		{"sslscan-dh.xml", readSSLScan, Facts{DHBits: 1024, Protocols: map[string]Protocol{"TLS1.2": said(dhe, "", "")}}},
		{"nmap.xml", readNmap, Facts{Protocols: map[string]Protocol{
			"TLS1.0": said(old, "server", ""), "TLS1.1": said(old, "server", ""), "TLS1.2": said(twelve, "server", ""), "TLS1.3": said(modern, "server", ""),
		}}},
		{"testssl.json", readTestSSL, Facts{DHBits: 2048, Protocols: map[string]Protocol{
			"TLS1.2": said(dhe+" TLS_DHE_RSA_WITH_AES_256_CBC_SHA", "server", ""),
		}}},
		{"../../matrix/testdata/openssl.json", readHoldfast, Facts{DHBits: 1024, Grade: "B", Protocols: map[string]Protocol{"TLS1.2": said(dhe, "server", "")}}},
	} {
		text, err := os.ReadFile(filepath.Join("testdata", c.file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.read(text)
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.file, diff)
		}
	}
}

// TestUnreadable checks that nothing, and what is no document, is nobody's word.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	for _, tool := range tools("holdfast") {
		for _, text := range []string{"", "Segmentation fault"} {
			if f, err := tool.read([]byte(text)); err == nil {
				t.Errorf("%s reads %q as %+v", tool.name, text, f)
			}
		}
	}
}
