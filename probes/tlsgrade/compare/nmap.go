package main

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// nmap's script ssl-enum-ciphers offers suites in small lists, and says who
// decides. Its letters are for suites, not for the server.
func nmap() tool {
	return tool{
		name: "nmap", program: "nmap", pack: "nmap", version: []string{"--version"},
		tells: []Sort{Versions, Suites, Order, DH},
		unable: func(s Server) string {
			if s.StartTLS != "" {
				return "it speaks STARTTLS on well-known ports only"
			}
			return ""
		},
		command: func(s Server, host, port, _ string) []string {
			return []string{
				"-Pn", "-n", "-sT", "-p", port, "--script", "+ssl-enum-ciphers",
				"--script-args", "tls.servername=" + s.ServerName, "-oX", "-", host,
			}
		},
		read: readNmap,
	}
}

// nmapTable is a table of a script's output.
type nmapTable struct {
	Key    string      `xml:"key,attr"`
	Tables []nmapTable `xml:"table"`
	Elems  []struct {
		Key  string `xml:"key,attr"`
		Text string `xml:",chardata"`
	} `xml:"elem"`
}

// elem is the text of an element by its key.
func (t nmapTable) elem(key string) string {
	for _, e := range t.Elems {
		if e.Key == key {
			return e.Text
		}
	}
	return ""
}

// readNmap reads its XML.
func readNmap(output []byte) (Facts, error) {
	var document struct {
		Scripts []nmapTable `xml:"host>ports>port>script"`
	}
	if err := xml.Unmarshal(output, &document); err != nil {
		return Facts{}, err
	}
	var f Facts
	for _, script := range document.Scripts {
		for _, version := range script.Tables {
			f.nmap(version)
		}
	}
	return f, nil
}

// nmap takes in the table of one version.
func (f *Facts) nmap(t nmapTable) {
	version := versionName(t.Key)
	for _, ciphers := range t.Tables {
		if ciphers.Key != "ciphers" {
			continue
		}
		for _, c := range ciphers.Tables {
			f.suite(version, strings.Replace(c.elem("name"), "_AKE_WITH_", "_", 1)) // its name for any key exchange, in TLS 1.3
			var size int
			if n, _ := fmt.Sscanf(c.elem("kex_info"), "dh %d", &size); n == 1 {
				f.prime(size)
			}
		}
	}
	f.version(version, func(p *Protocol) {
		if by := t.elem("cipher preference"); by == "server" || by == "client" {
			p.Order = by
		}
	})
}
