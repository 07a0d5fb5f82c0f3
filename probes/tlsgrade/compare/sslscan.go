package main

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"holdfast/probes/internal/tlswire"
)

// sslscan lists suites by offering all and taking away what was chosen, with the
// suites of its OpenSSL. It prints them in the order in which they came, and says
// nowhere who decides.
func sslscan() tool {
	return tool{
		name: "sslscan", program: "sslscan", pack: "sslscan", version: []string{"--version"},
		tells: []Sort{Versions, Suites, Groups, DH}, unable: sslscanCannot,
		command: func(s Server, host, port, _ string) []string {
			args := []string{"--no-colour", "--xml=-", "--sni-name=" + s.ServerName}
			if s.StartTLS != "" {
				args = append(args, "--starttls-"+s.StartTLS)
			}
			return append(args, host+":"+port)
		},
		read: readSSLScan,
	}
}

// sslscanCannot says that it does not speak a protocol before TLS.
func sslscanCannot(s Server) string {
	switch s.StartTLS {
	case "", "ftp", "imap", "irc", "ldap", "mysql", "pop3", "psql", "smtp", "xmpp":
		return ""
	default:
		return "it does not speak " + s.StartTLS
	}
}

// readSSLScan reads its XML. The names of its suites are OpenSSL's, so that the
// code points count.
func readSSLScan(output []byte) (Facts, error) {
	var document struct {
		Test struct {
			Protocols []struct {
				Type    string `xml:"type,attr"`
				Version string `xml:"version,attr"`
				Enabled string `xml:"enabled,attr"`
			} `xml:"protocol"`
			Ciphers []struct {
				Version string `xml:"sslversion,attr"`
				ID      string `xml:"id,attr"`
				DH      int    `xml:"dhebits,attr"`
			} `xml:"cipher"`
			Groups []struct {
				Version string `xml:"sslversion,attr"`
				ID      string `xml:"id,attr"`
			} `xml:"group"`
		} `xml:"ssltest"`
	}
	if err := xml.Unmarshal(output, &document); err != nil {
		return Facts{}, err
	}
	var f Facts
	for _, p := range document.Test.Protocols {
		if p.Enabled == "1" {
			f.version(versionName(p.Type+"v"+p.Version), func(*Protocol) {})
		}
	}
	for _, c := range document.Test.Ciphers {
		id, err := codePoint(c.ID)
		if err != nil {
			return f, err
		}
		f.suite(versionName(c.Version), tlswire.Suite(id).String())
		f.prime(c.DH)
	}
	for _, g := range document.Test.Groups {
		id, err := codePoint(g.ID)
		if err != nil {
			return f, err
		}
		f.version(versionName(g.Version), func(p *Protocol) { p.Groups = append(p.Groups, tlswire.Group(id).String()) })
	}
	return f, nil
}

// codePoint reads "0xC030".
func codePoint(text string) (uint16, error) {
	n, err := strconv.ParseUint(text, 0, 16)
	if err != nil {
		return 0, fmt.Errorf("code point %q: %w", text, err)
	}
	return uint16(n), nil
}

// versionName is our name of a version that others write "TLSv1.2", "tlsv1.2",
// "TLSv1" or "sslv3".
func versionName(text string) string {
	text = strings.ToUpper(text)
	if n, ok := strings.CutPrefix(text, "TLSV"); ok {
		if n == "1" {
			n = "1.0"
		}
		return "TLS" + n
	}
	return strings.Replace(text, "SSLV", "SSLv", 1)
}
