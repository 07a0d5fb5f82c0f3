package main

import (
	"encoding/json"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
)

// testssl is a shell script that speaks TLS by itself. It asks each suite of each
// version (-E), whose order it is (-P) and for forward secrecy with groups (-f),
// which it tells for all versions together. The letter is part of version 3.2 and
// later, and only of a whole run.
func testssl() tool {
	return tool{
		name: "testssl.sh", program: "testssl", pack: "testssl.sh", version: []string{"--version"}, slow: true,
		tells: []Sort{Versions, Suites, Order, Groups, DH}, unable: anyServer,
		command: func(s Server, host, port, file string) []string {
			args := []string{
				"--quiet", "--color", "0", "--warnings", "off", "--nodns", "none", "-p", "-E", "-P", "-f",
				"--jsonfile", file, "--ip", host,
			}
			if s.StartTLS != "" {
				args = append(args, "--starttls", s.StartTLS)
			}
			return append(args, net.JoinHostPort(s.ServerName, port))
		},
		read: readTestSSL,
	}
}

// testsslLine is one finding: "TLS1_2" with "offered", "cipher-tls1_2_xc030" with a
// line of columns, "cipher_order" with "server", and so on.
type testsslLine struct {
	ID      string `json:"id"`
	Finding string `json:"finding"`
}

// testsslReader puts the findings together.
type testsslReader struct {
	facts  Facts
	iana   map[string]string // by OpenSSL's name
	orders map[string][]string
	// decides and decides13 are who orders the suites below TLS 1.3, and there.
	decides, decides13 string
	groups             []string
}

// readTestSSL reads its JSON.
func readTestSSL(output []byte) (Facts, error) {
	var lines []testsslLine
	if err := json.Unmarshal(output, &lines); err != nil {
		return Facts{}, err
	}
	r := &testsslReader{iana: map[string]string{}, orders: map[string][]string{}}
	for _, line := range lines {
		r.read(line)
	}
	r.order()
	r.group()
	return r.facts, nil
}

// read takes in one finding.
func (r *testsslReader) read(line testsslLine) {
	version := testsslVersion(line.ID)
	cipher, isCipher := strings.CutPrefix(line.ID, "cipher-")
	order, isOrder := strings.CutPrefix(line.ID, "cipherorder_")
	switch {
	case isVersion(version):
		if strings.HasPrefix(line.Finding, "offered") {
			r.facts.version(version, func(*Protocol) {})
		}
	case isCipher:
		r.cipher(cipher, strings.Fields(line.Finding))
	case isOrder:
		r.orders[testsslVersion(order)] = strings.Fields(line.Finding)
	case line.ID == "cipher_order":
		r.decides, r.decides13 = testsslDecides(line.Finding)
	case strings.HasSuffix(line.ID, "FS_ECDHE_curves"):
		r.groups = append(r.groups, strings.Fields(line.Finding)...)
	case line.ID == "DH_groups" && strings.Contains(line.Finding, "ffdhe"):
		r.groups = append(r.groups, strings.Fields(line.Finding)...)
	}
}

// cipher takes in a suite: its id is "tls1_2_xc030", and of its columns one is the
// code point, "xc030", the next OpenSSL's name, and the last IANA's.
func (r *testsslReader) cipher(id string, columns []string) {
	version, point, ok := strings.Cut(id, "_x")
	at := slices.Index(columns, "x"+point)
	if !ok || at < 0 || at+2 > len(columns) {
		return
	}
	name := columns[len(columns)-1]
	r.iana[columns[at+1]] = name
	r.facts.suite(testsslVersion(version), name)
	var size int
	if m := regexp.MustCompile(` DH ([0-9]+)`).FindStringSubmatch(strings.Join(columns, " ")); m != nil {
		if _, err := fmt.Sscan(m[1], &size); err == nil {
			r.facts.prime(size)
		}
	}
}

// testsslDecides reads who orders the suites below TLS 1.3, and in TLS 1.3.
func testsslDecides(finding string) (below, in13 string) {
	switch {
	case strings.HasPrefix(finding, "server -- TLS 1.3 client"):
		return "server", "client"
	case strings.HasPrefix(finding, "server -- < TLS 1.3 client"):
		return "client", "server"
	case strings.HasPrefix(finding, "server"):
		return "server", "server"
	default:
		return "client", "client"
	}
}

// order puts the suites of each version in order.
func (r *testsslReader) order() {
	for version := range r.facts.Protocols {
		decides := r.decides
		if version == "TLS1.3" {
			decides = r.decides13
		}
		r.facts.version(version, func(p *Protocol) {
			p.Order = decides
			if list := r.named(r.orders[version]); decides == "server" && len(list) == len(p.Suites) {
				p.Suites = list
			}
		})
	}
}

// named are suites by their IANA names.
func (r *testsslReader) named(list []string) []string {
	var out []string
	for _, name := range list {
		if iana := r.iana[name]; iana != "" {
			name = iana
		}
		out = append(out, name)
	}
	return out
}

// group gives the groups to the versions that can have them: those of RFC 7919 are
// TLS 1.3's.
func (r *testsslReader) group() {
	for _, version := range []string{"TLS1.2", "TLS1.3"} {
		if _, ok := r.facts.Protocols[version]; !ok {
			continue
		}
		r.facts.version(version, func(p *Protocol) {
			for _, g := range r.groups {
				if g = testsslGroup(g); version == "TLS1.3" || !strings.HasPrefix(g, "ffdhe") {
					p.Groups = append(p.Groups, g)
				}
			}
		})
	}
}

// testsslGroup is IANA's name of a group.
func testsslGroup(name string) string {
	switch name {
	case "prime256v1":
		return "secp256r1"
	case "X25519", "X448":
		return strings.ToLower(name)
	default:
		return name
	}
}

// testsslVersion is our name of "SSLv3", "TLS1", "TLS1_2", "tls1_3" or "TLSv1_2".
func testsslVersion(id string) string {
	id = strings.ReplaceAll(strings.ToUpper(id), "_", ".")
	if n, ok := strings.CutPrefix(id, "TLS1"); ok {
		id = "TLSV1" + n
	}
	return versionName(id)
}
