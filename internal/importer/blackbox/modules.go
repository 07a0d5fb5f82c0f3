package blackbox

import (
	"time"

	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// Is reports whether a file looks like a config of the blackbox exporter.
func Is(root *source.Node) bool { return root.Has("modules") }

// Modules are the modules of all files, by name.
type Modules struct {
	d      *draft.Draft
	byName map[string]*source.Node
	order  []string
	used   map[string]bool
}

// Read collects the modules of files.
func Read(d *draft.Draft, files []*source.Node) *Modules {
	m := &Modules{d: d, byName: map[string]*source.Node{}, used: map[string]bool{}}
	for _, f := range files {
		modules := f.Get("modules")
		if modules != nil && !modules.IsMap() {
			continue
		}
		for _, name := range modules.Keys() {
			n := modules.Get(name)
			switch {
			case n == nil || !n.IsMap():
				modules.Fault("module " + name + " has no settings, want at least prober:")
			case m.byName[name] != nil:
				n.Fault("module " + name + " stands in another file too")
			default:
				m.byName[name] = n
				m.order = append(m.order, name)
			}
		}
	}
	if len(files) > 0 {
		notes(d)
	}
	return m
}

// notes tells what differs for every check.
func notes(d *draft.Draft) {
	d.Note("A module's certificate is judged here by default too: at risk in the last quarter of its life, a failure when it is invalid.")
	d.Note("Redirects are followed to the named host, its www. twin and hosts: only; the exporter follows them anywhere.")
	d.Note("All addresses of a name count here; the exporter asks one of them.")
}

// Has reports whether a module is known.
func (m *Modules) Has(name string) bool { return m.byName[name] != nil }

// Ask is one target that a module is to be asked of.
type Ask struct {
	Target, Name string
	// Others tell the check apart from one of the same name, best first.
	Others []string
	// At is where the target stands.
	At source.Place
	// Every is the time between two scrapes, Timeout the longest of one; zero
	// where nobody says.
	Every, Timeout time.Duration
}

// Check makes the check that a module asks of a target.
func (m *Modules) Check(module string, ask Ask) *draft.Check {
	n := m.byName[module]
	m.used[module] = true
	p := &probe{d: m.d, module: n, name: module, target: ask.Target, prober: n.Str("prober")}
	p.check = m.d.Check(ask.At, kindOf(p.prober), ask.Name, ask.Others...)
	timeout := n.Duration("timeout", ask.Timeout)
	if ask.Timeout > 0 && timeout > ask.Timeout {
		timeout = ask.Timeout
	}
	p.check.Timing(n.Get("timeout"), draft.Seconds(ask.Every), draft.Seconds(timeout))
	p.fill()
	return p.check
}

// Templates writes the modules that need no port as templates, for a config
// that came without targets.
func (m *Modules) Templates() {
	for _, name := range m.order {
		n := m.byName[name]
		p := &probe{d: m.d, module: n, name: name, target: "{host}", prober: n.Str("prober")}
		p.check = m.d.Template(n.Place, kindOf(p.prober), name)
		p.check.Timing(nil, 0, draft.Seconds(n.Duration("timeout", 0)))
		switch p.check.Kind {
		case "tcp", "grpc":
			p.target = "{host}:PORT"
			p.fill()
			p.check.Off(n, "its port", "the target said it; write it in place of PORT")
			continue
		case "websocket":
			p.target = "wss://{host}/"
		}
		p.fill()
	}
}

// Unused lists the modules that no target was asked through.
func (m *Modules) Unused() {
	for _, name := range m.order {
		if n := m.byName[name]; !m.used[name] {
			m.d.Left(n, "module "+name, "no target uses it")
			n.Ignore()
		}
	}
}

// kindOf is the kind of check that asks what a prober asks.
func kindOf(prober string) string {
	switch prober {
	case "http":
		return "uptime"
	case "dns", "grpc", "websocket":
		return prober
	case "icmp":
		return "ping"
	default:
		return "tcp"
	}
}

// probe is a module that meets a target.
type probe struct {
	d                    *draft.Draft
	module               *source.Node
	check                *draft.Check
	name, target, prober string
}

// fill fills in the settings of the kind.
func (p *probe) fill() {
	settings := p.module.Get(p.prober)
	switch p.prober {
	case "http":
		p.http(settings)
	case "tcp":
		p.tcp(settings)
	case "dns":
		p.dns(settings)
	case "icmp":
		p.icmp(settings)
	case "grpc":
		p.grpc(settings)
	case "websocket":
		p.webSocket(settings)
	case "":
		p.module.Fault("module " + p.name + " has no prober")
	default:
		p.foreign(settings)
	}
}

// family reads which addresses may be asked. The exporter takes one address,
// IPv6 first; only a fallback that is switched off narrows the question.
func (p *probe) family(settings *source.Node) {
	protocol := settings.Str("preferred_ip_protocol")
	if settings.Bool("ip_protocol_fallback", true) {
		return
	}
	switch protocol {
	case "ip4":
		p.check.Ask.Set("ip", "4")
	case "ip6", "":
		p.check.Ask.Set("ip", "6")
	}
}

// trust reads tls_config. named is false where the kind knows no server name.
func (p *probe) trust(tls *source.Node, client, named bool) {
	c := p.check
	if tls.Bool("insecure_skip_verify", false) {
		c.Ask.Set("verify", "off")
	}
	c.Ask.Set("ca", tls.Str("ca_file"))
	if name := tls.Str("server_name"); name != "" {
		if named {
			c.Ask.Set("server_name", name)
		} else {
			c.Left(tls.Get("server_name"), "tls_config.server_name", "the certificate must be for the named host; connect_to: asks another address for it")
		}
	}
	cert := (&draft.Table{}).Set("cert", tls.Str("cert_file")).Set("key", tls.Str("key_file"))
	switch {
	case cert.Empty():
	case client:
		c.Ask.Set("client_cert", cert)
	default:
		c.Left(tls.Get("cert_file"), "tls_config.cert_file", "this kind shows no client certificate")
	}
	for _, key := range tls.Keys() {
		switch key {
		case "insecure_skip_verify", "ca_file", "server_name", "cert_file", "key_file":
		default:
			c.Left(tls.Get(key), "tls_config."+key, "there is no such setting here")
			tls.Skip(key)
		}
	}
}

// noSource notes settings that have no place for this kind.
func (p *probe) noSource(settings *source.Node) {
	if settings.Has("source_ip_address") {
		p.check.Left(settings.Get("source_ip_address"), "source_ip_address", "looks leave by the address that the system chooses")
	}
}

// foreign is a prober without a kind here.
func (p *probe) foreign(settings *source.Node) {
	p.check.Ask.Set("address", p.target)
	p.check.Off(p.module.Get("prober"), "the prober "+p.prober, "there is no kind of check for it")
	settings.Ignore()
}
