package gatus

import (
	"net/url"
	"strings"
	"time"

	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// everyDefault and timeoutDefault are what Gatus does when told nothing.
const (
	everyDefault   = time.Minute
	timeoutDefault = 10 * time.Second
)

// endpoint reads one endpoint.
func (r *reader) endpoint(e *source.Node) {
	address := string(text(e.Str("url")))
	name := e.Str("name")
	if name == "" {
		e.Fault("an endpoint has no name")
	}
	if address == "" {
		e.Fault("an endpoint has no url")
		return
	}
	group := e.Str("group")
	a := &asked{reader: r, node: e, address: address, scheme: scheme(address)}
	if e.Get("dns") != nil {
		a.scheme = "dns"
	}
	a.check = r.d.Check(e.Place, kindOf(a.scheme), name, group)
	a.common(group)
	a.ask()
	a.judge()
	r.maintained(e, a.check)
	r.alerts(e, a.check, a.every)
	a.check.Unread(e)
}

// asked is an endpoint while it is read.
type asked struct {
	*reader
	node            *source.Node
	check           *draft.Check
	address, scheme string
	every           time.Duration
	wanted          *draft.Table // of a DNS answer
}

// scheme is that of an address, in lower case; none is empty.
func scheme(address string) string {
	name, _, ok := strings.Cut(address, "://")
	if !ok {
		return ""
	}
	return strings.ToLower(name)
}

// kindOf is the kind of check that asks what a scheme asks.
func kindOf(scheme string) string {
	switch scheme {
	case "http", "https":
		return "uptime"
	case "icmp":
		return "ping"
	case "dns":
		return "dns"
	case "grpc", "grpcs":
		return "grpc"
	case "ws", "wss":
		return "websocket"
	default:
		return "tcp"
	}
}

// common reads what endpoints of every sort have.
func (a *asked) common(group string) {
	e, c := a.node, a.check
	e.Skip("ui")
	a.every = e.Duration("interval", everyDefault)
	client := e.Get("client")
	timeout := client.Duration("timeout", timeoutDefault)
	if client.Get("timeout") == nil {
		timeout = min(timeout, a.every/5*4)
	}
	c.Timing(client.Get("timeout"), draft.Seconds(a.every), draft.Seconds(timeout))
	c.Set("group", text(group))
	labels := &draft.Table{}
	for _, key := range e.Get("extra-labels").Keys() {
		labels.Set(key, text(e.Get("extra-labels").Str(key)))
	}
	c.Set("labels", labels)
	if !e.Bool("enabled", true) {
		c.Off(e.Get("enabled"), "enabled: false", "it is switched off there; take the # away to watch it")
	}
	a.client(client)
	if e.Has("store") || e.Has("always-run") {
		c.Left(e.Get("store"), "store and always-run", "there are no suites here")
		e.Skip("store", "always-run")
	}
}

// client reads how the question is carried.
func (a *asked) client(client *source.Node) {
	c := a.check
	for _, key := range []string{"proxy-url", "oauth2", "identity-aware-proxy", "tunnel"} {
		if client.Has(key) {
			c.Off(client.Get(key), "client."+key, "there is no such way to ask here, and without it the answer would be another")
			client.Skip(key)
		}
	}
	if client.Has("dns-resolver") {
		c.Left(client.Get("dns-resolver"), "client.dns-resolver", "names are looked up by the system's resolver; connect_to: names an address")
	}
	if client.Bool("store-cookies", false) {
		c.Left(client.Get("store-cookies"), "client.store-cookies", "cookies are not kept from one request to the next")
	}
	switch network := client.Str("network"); network {
	case "ip4", "ip6":
		c.Ask.Set("ip", network[2:])
	}
}

// ask fills in the settings of the kind.
func (a *asked) ask() {
	switch a.check.Kind {
	case "uptime":
		a.web()
	case "ping":
		a.ping()
	case "dns":
		a.dns()
	case "grpc":
		a.grpc()
	case "websocket":
		a.webSocket()
	default:
		a.tcp()
	}
}

// hostPort is the authority of the address.
func (a *asked) hostPort() string {
	_, rest, _ := strings.Cut(a.address, "://")
	authority, _, _ := strings.Cut(rest, "/")
	return authority
}

// ping fills in the settings of ping: one request decides, as with Gatus.
func (a *asked) ping() {
	host := a.hostPort()
	if u, err := url.Parse(a.address); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	a.check.Ask.Set("host", draft.Raw(host)).Set("count", 1).Set("max_loss", 0)
}

// tcp fills in the settings of tcp, tls and starttls.
func (a *asked) tcp() {
	c, client := a.check, a.node.Get("client")
	c.Ask.Set("address", draft.Raw(a.hostPort()))
	switch a.scheme {
	case "tcp":
	case "tls":
		c.Ask.Set("tls", true)
	case "starttls":
		c.Ask.Set("starttls", "smtp")
	default:
		c.Off(a.node.Get("url"), "the scheme "+a.scheme, "there is no kind of check for it")
		a.node.Skip("ssh")
	}
	a.insecure(client)
	if body := a.node.Get("body"); body != nil {
		c.Ask.Set("send", c.Spoken(body, "send", "what is sent to "+c.Name(), text(body.String())))
	}
	if client.Has("tls") {
		c.Left(client.Get("tls"), "client.tls", "tcp shows no client certificate")
		client.Skip("tls")
	}
}

// insecure reads whether any certificate is taken.
func (a *asked) insecure(client *source.Node) {
	if client.Bool("insecure", false) {
		a.check.Ask.Set("verify", "off")
	}
}

// grpc fills in the settings of grpc, which is the health service for both.
func (a *asked) grpc() {
	c := a.check
	c.Ask.Set("address", draft.Raw(a.hostPort()))
	if a.scheme == "grpcs" {
		c.Ask.Set("tls", true)
		a.insecure(a.node.Get("client"))
	}
	a.clientCert(a.node.Get("client").Get("tls"))
	meta := &draft.Table{}
	for _, key := range a.node.Get("headers").Keys() {
		value := a.node.Get("headers").Get(key)
		meta.Set(strings.ToLower(key), c.Hidden(value, key, "the metadata "+key+" of "+c.Name(), text(value.String())))
	}
	c.Ask.Set("metadata", meta)
}

// webSocket fills in the settings of websocket: what is sent first and what must
// come back. Gatus sends no ping.
func (a *asked) webSocket() {
	c, body := a.check, a.node.Get("body")
	c.Ask.Set("url", draft.Raw(a.address)).Set("ping", "off")
	a.headers(a.node.Get("headers"))
	c.Ask.Set("send", c.Spoken(body, "send", "what is sent to "+c.Name(), text(body.String())))
	a.insecure(a.node.Get("client"))
	a.clientCert(a.node.Get("client").Get("tls"))
	if !a.d.Knows(c.Kind) {
		c.Off(a.node.Get("url"), "the scheme "+a.scheme, "there is no kind of check for it")
	}
}

// clientCert reads the files of a client certificate.
func (a *asked) clientCert(tls *source.Node) {
	pair := (&draft.Table{}).Set("cert", text(tls.Str("certificate-file"))).Set("key", text(tls.Str("private-key-file")))
	a.check.Ask.Set("client_cert", pair)
	if r := tls.Str("renegotiation"); r != "" && r != "never" {
		a.check.Left(tls.Get("renegotiation"), "client.tls.renegotiation", "a server that renegotiates is not answered here")
	}
}
