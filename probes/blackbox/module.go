package blackbox

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v3"
)

// Module is one module of the file, with the exporter's defaults.
type Module struct {
	Name    string        `yaml:"-"`
	Prober  string        `yaml:"prober"`
	Timeout time.Duration `yaml:"timeout,omitempty"`
	HTTP    HTTP          `yaml:"http,omitempty"`
	TCP     TCP           `yaml:"tcp,omitempty"`
	ICMP    ICMP          `yaml:"icmp,omitempty"`
	DNS     DNS           `yaml:"dns,omitempty"`
	GRPC    GRPC          `yaml:"grpc,omitempty"`
	// What is read so that it can be refused in words.
	Unix      yaml.Node `yaml:"unix,omitempty"`
	Websocket yaml.Node `yaml:"websocket,omitempty"`

	// unoffered says why /probe does not make it, with file and line; empty: it
	// does.
	unoffered string
	trust     *trust // of the section's roots; a module has one prober, so one section
}

// ICMP are the settings of the prober icmp.
type ICMP struct {
	IPProtocol         string `yaml:"preferred_ip_protocol,omitempty"`
	IPProtocolFallback bool   `yaml:"ip_protocol_fallback"`
	SourceIPAddress    string `yaml:"source_ip_address,omitempty"`
	PayloadSize        int    `yaml:"payload_size,omitempty"`
	DontFragment       bool   `yaml:"dont_fragment,omitempty"`
	TTL                int    `yaml:"ttl,omitempty"`
}

// GRPC are the settings of the prober grpc.
type GRPC struct {
	Service            string              `yaml:"service,omitempty"`
	TLS                bool                `yaml:"tls,omitempty"`
	TLSConfig          TLSConfig           `yaml:"tls_config,omitempty"`
	IPProtocolFallback bool                `yaml:"ip_protocol_fallback"`
	IPProtocol         string              `yaml:"preferred_ip_protocol,omitempty"`
	Metadata           map[string][]string `yaml:"metadata,omitempty"`
}

// TCP are the settings of the prober tcp.
type TCP struct {
	IPProtocol         string    `yaml:"preferred_ip_protocol,omitempty"`
	IPProtocolFallback bool      `yaml:"ip_protocol_fallback"`
	SourceIPAddress    string    `yaml:"source_ip_address,omitempty"`
	QueryResponse      []Step    `yaml:"query_response,omitempty"`
	TLS                bool      `yaml:"tls,omitempty"`
	TLSConfig          TLSConfig `yaml:"tls_config,omitempty"`
}

// Step is one step of a conversation: something is awaited, said, or both.
type Step struct {
	Expect      Regexp  `yaml:"expect,omitempty"`
	ExpectBytes string  `yaml:"expect_bytes,omitempty"`
	Labels      []Label `yaml:"labels,omitempty"`
	Send        string  `yaml:"send,omitempty"`
	StartTLS    bool    `yaml:"starttls,omitempty"`
}

// Label is a label of probe_expect_info, its value a template over the match.
type Label struct {
	Name  string `yaml:"name"`
	Value string `yaml:"value"`
}

// NotOffered says why the module is not asked although the file has it, with file
// and line, or nothing.
func (m *Module) NotOffered() string { return m.unoffered }

// defaults is a module before the file is read.
func defaults() *Module {
	m := &Module{trust: &trust{}}
	m.HTTP.IPProtocolFallback, m.HTTP.FollowRedirects, m.HTTP.EnableHTTP2 = true, true, true
	m.TCP.IPProtocolFallback, m.GRPC.IPProtocolFallback = true, true
	m.ICMP.IPProtocolFallback, m.ICMP.TTL = true, 64
	m.DNS.IPProtocolFallback, m.DNS.Recursion = true, true
	return m
}

// compile checks the module and prepares what its probes need; files are found
// beside dir.
func (m *Module) compile(dir string) error {
	switch {
	case m.Prober == "unix":
		return &unoffered{"prober", "unix is not offered: /probe asks hosts, and a socket of this machine is none"}
	case m.Prober == "websocket":
		return &unoffered{"prober", "websocket is not offered at /probe; use a check of kind websocket"}
	case !slices.Contains([]string{"http", "tcp", "icmp", "dns", "grpc"}, m.Prober):
		return &wrong{"prober", "want http, tcp, icmp, dns or grpc"}
	case m.Prober == "dns" && m.DNS.QueryName == "":
		return &wrong{"dns.query_name", "want the name to ask for"}
	}
	for _, part := range []func(string) error{m.HTTP.compile, m.TCP.compile, m.DNS.compile, m.GRPC.compile} {
		if err := part(dir); err != nil {
			return err
		}
	}
	return m.ICMP.compile()
}

// compile checks the settings.
func (s *ICMP) compile() error {
	switch {
	case s.TTL < 0 || s.TTL > 255:
		return &wrong{"icmp.ttl", "want 0 to 255"}
	case s.PayloadSize < 0 || s.PayloadSize > maxEcho:
		return &wrong{"icmp.payload_size", "want 0 to 65500"}
	}
	return source("icmp", s.SourceIPAddress)
}

// compile checks the settings.
func (s *GRPC) compile(dir string) error { return s.TLSConfig.compile("grpc.tls_config", dir) }

// compile checks the settings.
func (s *TCP) compile(dir string) error {
	for _, step := range s.QueryResponse {
		if step.Expect.Regexp != nil && step.ExpectBytes != "" {
			return &wrong{"tcp.query_response", "expect and expect_bytes are both given; want one of them"}
		}
	}
	if err := source("tcp", s.SourceIPAddress); err != nil {
		return err
	}
	return s.TLSConfig.compile("tcp.tls_config", dir)
}
