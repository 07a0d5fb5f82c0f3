package uptime

import (
	"crypto/tls"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"

	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/netdial"
)

// plan is the settings, checked and compiled: what every look does.
type plan struct {
	start *url.URL
	host  string // of start, bare
	// site is true for host: settings. Plain HTTP may answer instead while
	// HTTPS never has, and the redirect from HTTP is told as a fact.
	site bool

	method string
	header http.Header // what is sent to the named host
	public http.Header // what is sent to anybody
	vhost  string      // Host header, when the settings give one
	body   []byte

	follow int
	hosts  map[string]bool // "host" or "host:port"
	family netdial.Family
	mode   mode
	pin    netip.AddrPort // connect_to; a zero port is the URL's

	want want

	tls   *tls.Config
	rules certs.Rules

	mask *strings.Replacer // takes the settings' secrets out of what is shown
}

// mode says which addresses of the name must answer.
type mode uint8

const (
	modeAny mode = iota
	modeBoth
	modeEach
)

// want is what is expected of the answer.
type want struct {
	status    []statusRange
	explicit  bool // status was given, so a redirect in it is wanted
	contains  string
	absent    string
	matches   *regexp.Regexp
	headers   []headerWant
	maxTime   time.Duration
	bodyLimit int64
	hsts      time.Duration
	redirect  *url.URL // the http:// address that must redirect to https://
}

// headerWant is a response header that must match.
type headerWant struct {
	name  string
	match *regexp.Regexp
}

// readsBody reports whether the judgement needs the body.
func (w want) readsBody() bool { return w.contains != "" || w.absent != "" || w.matches != nil }
