package kuma

import (
	"net"
	"strings"
	"time"

	"holdfast/internal/importer/draft"
)

// ask fills in the settings of the kind.
func (w *watched) ask() {
	switch w.kind {
	case "http", "keyword", "json-query":
		w.web()
	case "port":
		w.port()
	case "ping":
		w.ping()
	case "dns":
		w.dns()
	case "push":
		w.push()
	case "smtp":
		w.smtp()
	case "websocket-upgrade":
		w.webSocket()
	default:
		w.foreign()
	}
}

// hostPort is what a monitor connects to.
func (w *watched) hostPort() string {
	host, port := w.m.Str("hostname"), w.m.Str("port")
	if host == "" && port == "" {
		return ""
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), port)
}

// port fills in the settings of tcp.
func (w *watched) port() {
	w.check.Ask.Set("address", w.hostPort())
	if alert := w.m.Str("expectedTlsAlert"); alert != "" && alert != "none" {
		w.check.Off(w.m.Get("expectedTlsAlert"), "expectedTlsAlert", "a handshake that must fail is not asked here")
	}
	switch w.m.Str("smtpSecurity") {
	case "secure":
		w.check.Ask.Set("tls", true)
		w.trust()
	case "starttls":
		w.check.Ask.Set("starttls", "smtp")
		w.trust()
	}
}

// trust reads how the certificate is judged.
func (w *watched) trust() {
	if w.m.Bool("ignoreTls", false) {
		w.check.Ask.Set("verify", "off")
		return
	}
	if w.m.Bool("expiryNotification", false) {
		w.check.Ask.Set("certificate", (&draft.Table{}).Set("days_left", 21))
	}
}

// ping fills in the settings of ping: one answer of all is enough.
func (w *watched) ping() {
	count := max(w.m.Int("ping_count", 1), 1)
	ask := w.check.Ask.Set("host", w.m.Str("hostname")).Set("count", count)
	ask.Set("max_loss", share(count-1, count))
	if size := w.m.Int("packetSize", 56); size != 56 {
		ask.Set("size", size)
	}
	if wait := w.m.Seconds("ping_per_request_timeout", 0); wait > 0 {
		ask.Set("wait", wait)
	}
}

// share is a part of a whole, rounded up a little so that the part itself is
// still allowed.
func share(part, whole int) float64 {
	const fine = 10_000
	return float64((part*fine+whole-1)/whole) / fine
}

// dns fills in the settings of dns: the record must exist.
func (w *watched) dns() {
	m, c := w.m, w.check
	servers := strings.Split(strings.ReplaceAll(m.Str("dns_resolve_server"), " ", ""), ",")
	server := servers[0]
	if port := m.Str("port"); port != "" && port != "53" && server != "" {
		server = net.JoinHostPort(strings.Trim(server, "[]"), port)
	}
	c.Ask.Set("name", m.Str("hostname")).Set("type", m.Str("dns_resolve_type")).Set("server", server)
	if len(servers) > 1 {
		c.Left(m.Get("dns_resolve_server"), "further resolvers", "one is asked here; write a check for each")
	}
	if conditions := m.Get("conditions").Items(); len(conditions) > 0 {
		c.Left(m.Get("conditions"), "conditions", "write answers: {match: …} for them")
		m.Skip("conditions")
	}
}

// push becomes a heartbeat: the interval is its period, the retries its grace.
func (w *watched) push() {
	m, c := w.m, w.check
	period := m.Seconds("interval", time.Minute)
	grace := time.Duration(max(m.Int("maxretries", 0), 0)) * m.Seconds("retryInterval", period)
	c.Ask.Set("token", c.Token(m.Get("pushToken"), m.Str("pushToken")))
	if period < time.Minute {
		c.Left(m.Get("interval"), "interval "+period.String(), "a period is at least 1m")
		period = time.Minute
	}
	c.Ask.Set("period", period).Set("grace", grace)
	c.Set("confirm", "1 of 1")
}

// smtp becomes a greeting, with STARTTLS where it is wanted.
func (w *watched) smtp() {
	w.check.Ask.Set("address", w.hostPort())
	switch w.m.Str("smtpSecurity") {
	case "secure":
		w.check.Ask.Set("tls", true).Set("expect", "^220 ")
		w.trust()
	case "starttls":
		w.check.Ask.Set("starttls", "smtp")
		w.trust()
	default:
		w.check.Ask.Set("expect", "^220[ -]")
	}
}

// webSocket fills in the settings of websocket: the upgrade alone decides there.
func (w *watched) webSocket() {
	w.check.Ask.Set("url", w.m.Str("url")).Set("subprotocol", w.m.Str("wsSubprotocol")).Set("ping", "off")
	w.trust()
	if !w.d.Knows(w.check.Kind) {
		w.check.Off(w.m.Get("type"), "the type "+w.kind, "there is no kind of check for it")
	}
	if w.m.Bool("wsIgnoreSecWebsocketAcceptHeader", false) {
		w.check.Left(w.m.Get("wsIgnoreSecWebsocketAcceptHeader"), "wsIgnoreSecWebsocketAcceptHeader", "a handshake without it is none (RFC 6455 §4.1)")
	}
}

// foreign is a type that has no kind here: what is nearest stands as a comment.
func (w *watched) foreign() {
	c := w.check
	switch c.Kind {
	case "grpc":
		c.Ask.Set("address", w.m.Str("grpcUrl")).Set("tls", w.m.Bool("grpcEnableTls", false))
		c.Off(w.m.Get("type"), "the type "+w.kind, "grpc here asks the health service, no other method")
	case "ping":
		c.Ask.Set("host", w.m.Str("hostname"))
		c.Off(w.m.Get("type"), "the type "+w.kind, "ping here asks over the ordinary network")
	case "uptime":
		c.Address(w.m.Get("url"), w.m.Str("url"))
		c.Off(w.m.Get("type"), "the type "+w.kind, "there is no browser here; uptime reads the page itself")
	default:
		c.Ask.Set("address", w.database())
		c.Off(w.m.Get("type"), "the type "+w.kind, "there is no kind of check for it; tcp sees that the port answers, uptime that a page does")
	}
}

// database is host and port of a connection string, without anything else of
// it; else those of the monitor.
func (w *watched) database() string {
	_, rest, ok := strings.Cut(w.m.Str("databaseConnectionString"), "://")
	if !ok {
		return w.hostPort()
	}
	authority, _, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		authority = authority[at+1:]
	}
	authority, _, _ = strings.Cut(authority, "?")
	return authority
}
