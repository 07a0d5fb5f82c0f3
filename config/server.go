package config

import (
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	// listenDefault is where metrics, the staff page and the API are.
	listenDefault = "127.0.0.1:9780"
	// These variables override the file: containers and units set them.
	dataVariable   = "HOLDFAST_DATA"
	listenVariable = "HOLDFAST_LISTEN"
)

// readListen understands listen:.
func (l *loader) readListen(n *node) {
	if l.decode(n, &l.plan.Listen) && !address(l.plan.Listen) {
		l.fault(n.at, n.path, "want HOST:PORT such as "+listenDefault+", have "+n.quote(), "")
		l.plan.Listen = ""
	}
}

// readPublic understands public:.
func (l *loader) readPublic(n *node) {
	if l.decode(n, &l.plan.Public) && !address(l.plan.Public) {
		l.fault(n.at, n.path, "want HOST:PORT or :PORT, have "+n.quote(), "")
	}
}

// readURL understands url:.
func (l *loader) readURL(n *node) {
	if l.decode(n, &l.plan.URL) {
		l.plan.URL = l.reached(n, l.plan.URL)
	}
}

// reached is the address of pages as people reach them, without a slash at its
// end; a bad one is refused.
func (l *loader) reached(n *node, text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		l.fault(n.at, n.path, "want an address such as https://holdfast.example.com, have "+n.quote(), "")
		return text
	}
	return strings.TrimRight(text, "/")
}

// settleServer fills in what no file says, and refuses a staff page that
// anybody could read.
func (l *loader) settleServer() {
	l.plan.Data = l.dataDirectory()
	at, path := place{src: l.sources[0]}, listenVariable
	value := l.getenv(listenVariable)
	written := l.sections["listen"]
	switch {
	case value != "" && !address(value):
		l.fault(at, path, "want HOST:PORT such as "+listenDefault+", have "+shortQuote(value), "")
		return
	case value != "":
		l.plan.Listen = value
	case len(written) > 0:
		at, path = written[0].at, "listen"
	default:
		l.plan.Listen = listenDefault
	}
	if l.plan.Listen == "" || l.plan.Insecure || len(l.sections["password"]) > 0 || loopback(l.plan.Listen) {
		return
	}
	l.fault(at, path, shortQuote(l.plan.Listen)+" is reached from other machines, and nothing guards the staff page", "write password: file:PATH, or insecure: true if anybody may see it")
}

// getenv is the value of a variable, empty when it is not set.
func (l *loader) getenv(name string) string {
	value, set := l.opt.Getenv(name)
	if !set {
		return ""
	}
	return value
}

// dataDirectory is where the journal lives.
func (l *loader) dataDirectory() string {
	if dir := l.getenv(dataVariable); dir != "" {
		return dir
	}
	if l.plan.Data != "" {
		return l.plan.Data
	}
	if dirs := l.getenv("STATE_DIRECTORY"); dirs != "" { // systemd.exec(5): a list with colons
		dir, _, _ := strings.Cut(dirs, ":")
		return dir
	}
	return filepath.Join(l.getenv("HOME"), ".local", "state", "holdfast")
}

// address reports whether a text is host:port or :port with a port to listen on.
func address(text string) bool {
	host, port, err := net.SplitHostPort(text)
	return err == nil && goodPort(port, 0) && !strings.ContainsAny(host, " /@")
}

// goodPort reports whether a text is a port from least to 65535.
func goodPort(text string, least int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= least && n <= 65535
}

// loopback reports whether an address to listen on is reached from this machine
// alone.
func loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
