package blackbox

import (
	"maps"
	"net/url"
	"slices"

	"go.yaml.in/yaml/v3"
)

const hidden = "<secret>"

// Text is the module as YAML, with all that is left out filled in and all that
// is secret left out.
func (m *Module) Text() string {
	section := map[string]any{"http": m.HTTP.shown(), "tcp": m.TCP.shown(), "icmp": m.ICMP, "dns": m.DNS, "grpc": m.GRPC.shown()}[m.Prober]
	parts := map[string]any{"prober": m.Prober, m.Prober: section}
	if m.Timeout > 0 {
		parts["timeout"] = m.Timeout.String()
	}
	out, err := yaml.Marshal(parts)
	if err != nil {
		return err.Error() + "\n"
	}
	return string(out)
}

// shown is a copy without secrets that have no type of their own.
func (s HTTP) shown() HTTP {
	if u, err := url.Parse(s.ProxyURL); err == nil && s.ProxyURL != "" {
		s.ProxyURL = u.Redacted()
	}
	return s
}

// shown is a copy without what is said.
func (s TCP) shown() TCP {
	s.QueryResponse = slices.Clone(s.QueryResponse)
	for i := range s.QueryResponse {
		if s.QueryResponse[i].Send != "" {
			s.QueryResponse[i].Send = hidden
		}
	}
	return s
}

// shown is a copy without the values of the metadata.
func (s GRPC) shown() GRPC {
	s.Metadata = maps.Clone(s.Metadata)
	for name := range s.Metadata {
		s.Metadata[name] = []string{hidden}
	}
	return s
}
