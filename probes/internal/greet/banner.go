package greet

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"regexp"
	"strings"
)

// hear says nothing and reads how a server greets. A few go on for one more
// line, since their first one has two meanings.
func hear(_ context.Context, conn net.Conn) (Greeting, error) {
	buf := make([]byte, 4096)
	n, err := conn.Read(buf)
	if n == 0 {
		return Greeting{}, err
	}
	n += more(conn, buf, n)
	g, err := ParseBanner(buf[:n])
	if err != nil {
		return Greeting{}, err
	}
	switch g.Service {
	case "vnc":
		return vncSecurity(conn, g), nil
	case "smtp":
		return mailOrFTP(conn, g), nil
	default:
		return g, nil
	}
}

// more reads on where the first segment ends within a packet of MySQL, which
// begins with its length.
func more(conn net.Conn, buf []byte, n int) int {
	if n < 5 || buf[3] != 0 || buf[2] != 0 {
		return 0
	}
	size := 4 + int(buf[0]) + int(buf[1])<<8
	if size <= n || size > len(buf) {
		return 0
	}
	m, err := io.ReadFull(conn, buf[n:size])
	if err != nil {
		return 0
	}
	return m
}

// banner is a way in which a server greets.
type banner struct {
	service, title string
	// looks is the beginning of the greeting; its first group is the version.
	looks string
	said  string
}

// banners returns the greetings of lines of text, the more special first.
func banners() []banner {
	return []banner{
		{"ssh", "SSH", `^SSH-[12][.0-9]*-([^\r\n]*)`, "greets as SSH"},
		{"ftp", "FTP", `^220[- ][^\r\n]*?((?:vsFTPd|ProFTPD|Pure-FTPd|FileZilla Server)[^\r\n)]*)`, "greets as FTP"},
		{"ftp", "FTP", `(?i)^220[- ][^\r\n]*\bftp\b()`, "greets as FTP"},
		{"smtp", "SMTP", `^220[- ]\S*\s*([^\r\n]*)`, "greets as a mail server"},
		{"pop3", "POP3", `^\+OK ([^\r\n<]*)`, "greets as POP3"},
		{"imap", "IMAP", `^\* (?:OK|PREAUTH) ?(?:\[[^\]]*\] ?)?([^\r\n]*)`, "greets as IMAP"},
		{"nntp", "NNTP", `^20[01][- ]([^\r\n]*)`, "greets as NNTP"},
		{"vnc", "VNC", `^RFB ([0-9]{3}\.[0-9]{3})\n`, "greets as VNC"},
		{"rsync", "rsync", `^@RSYNCD: ([0-9.]+)`, "greets as rsync; its modules were not listed"},
		{"redis", "Redis", `^-DENIED ()Redis`, "protected mode refuses other hosts"},
		{"telnet", "Telnet", `^\xff[\xfb-\xfe]()`, "negotiates Telnet options"},
		{"activemq", "ActiveMQ", `(?s)^.{4}\x01ActiveMQ()`, "greets as OpenWire"},
		{"mysql", "MySQL", `(?s)^.\x00\x00\x00\x0b\x08\x05\x1a()`, "greets as X Protocol"},
	}
}

// ParseBanner recognises the first bytes of a server that speaks first.
func ParseBanner(first []byte) (Greeting, error) {
	if g, err := parseNATS(first); err == nil {
		return g, nil
	}
	if g, err := parseFirstPacket(first); err == nil {
		return g, nil
	}
	for _, b := range banners() {
		m := regexp.MustCompile(b.looks).FindSubmatch(latin1(first))
		if m == nil {
			continue
		}
		g := Greeting{Service: b.service, Title: b.title, Version: strings.TrimSpace(clean(string(m[1]))), Access: AccessUnknown, Said: b.said}
		if b.service == "redis" {
			g.Access = AccessHost
		}
		return g, nil
	}
	return Greeting{}, errStranger
}

// latin1 writes each byte as the character of its number, since Go's patterns match
// characters of UTF-8 and not bytes.
func latin1(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for _, c := range raw {
		out = append(out, string(rune(c))...)
	}
	return out
}

// parseFirstPacket reads the first packet of MySQL with its head.
func parseFirstPacket(first []byte) (Greeting, error) {
	if len(first) < 7 || first[2] != 0 || first[3] != 0 {
		return Greeting{}, errStranger
	}
	size := int(first[0]) | int(first[1])<<8
	if len(first) < 4+size {
		return Greeting{}, errStranger
	}
	return ParseMySQL(first[4 : 4+size])
}

// parseNATS reads INFO with its JSON, in which the server says whether it wants
// to know who we are (NATS client protocol, INFO).
func parseNATS(first []byte) (Greeting, error) {
	text, ok := bytes.CutPrefix(first, []byte("INFO {"))
	if !ok {
		return Greeting{}, errStranger
	}
	text, _, _ = bytes.Cut(text, []byte("\r\n"))
	var info struct {
		Version string `json:"version"`
		Auth    bool   `json:"auth_required"`
		TLS     bool   `json:"tls_required"`
	}
	g := Greeting{Service: "nats", Title: "NATS", Access: AccessUnknown, Said: "greets as NATS"}
	if json.Unmarshal(append([]byte{'{'}, text...), &info) != nil {
		return g, nil //nolint:nilerr // cut short: the first word names it all the same
	}
	g.Version = clean(info.Version)
	switch {
	case info.Auth:
		g.Access, g.Said = AccessAuth, "asks for a proof"
	case info.TLS:
		g.Said = "asks for TLS; what it wants there was not asked"
	default:
		g.Access, g.Said = AccessOpen, "says that it asks for no proof"
	}
	return g, nil
}
