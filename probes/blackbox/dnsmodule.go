package blackbox

import (
	"regexp"

	"github.com/miekg/dns"
)

// DNS are the settings of the prober dns.
type DNS struct {
	IPProtocol         string    `yaml:"preferred_ip_protocol,omitempty"`
	IPProtocolFallback bool      `yaml:"ip_protocol_fallback"`
	DNSOverTLS         bool      `yaml:"dns_over_tls,omitempty"`
	TLSConfig          TLSConfig `yaml:"tls_config,omitempty"`
	SourceIPAddress    string    `yaml:"source_ip_address,omitempty"`
	TransportProtocol  string    `yaml:"transport_protocol,omitempty"`
	QueryClass         string    `yaml:"query_class,omitempty"`
	QueryName          string    `yaml:"query_name,omitempty"`
	QueryType          string    `yaml:"query_type,omitempty"`
	Recursion          bool      `yaml:"recursion_desired"`
	ValidRcodes        []string  `yaml:"valid_rcodes,omitempty"`
	ValidateAnswer     Records   `yaml:"validate_answer_rrs,omitempty"`
	ValidateAuthority  Records   `yaml:"validate_authority_rrs,omitempty"`
	ValidateAdditional Records   `yaml:"validate_additional_rrs,omitempty"`

	class, kind uint16
	rcodes      []int
}

// Records are expressions on the records of one section, each as a line of a
// zone file has it.
type Records struct {
	FailIfMatches     []string `yaml:"fail_if_matches_regexp,omitempty"`
	FailIfAllMatch    []string `yaml:"fail_if_all_match_regexp,omitempty"`
	FailIfNotMatches  []string `yaml:"fail_if_not_matches_regexp,omitempty"`
	FailIfNoneMatches []string `yaml:"fail_if_none_matches_regexp,omitempty"`

	matches, all, not, none []*regexp.Regexp
}

// compile checks the settings. The section of a module of another prober may be
// empty, but in a module of this one a name is needed; so the exporter has it.
func (s *DNS) compile(dir string) error {
	var ok bool
	s.class, s.kind, s.rcodes = dns.ClassINET, dns.TypeANY, []int{dns.RcodeSuccess}
	if s.QueryClass != "" {
		if s.class, ok = dns.StringToClass[s.QueryClass]; !ok {
			return &wrong{"dns.query_class", "want a class such as IN"}
		}
	}
	if s.QueryType != "" {
		if s.kind, ok = dns.StringToType[s.QueryType]; !ok {
			return &wrong{"dns.query_type", "want a type such as A"}
		}
	}
	if err := s.transport(); err != nil {
		return err
	}
	if err := s.validators(); err != nil {
		return err
	}
	return s.TLSConfig.compile("dns.tls_config", dir)
}

// transport checks how the question travels.
func (s *DNS) transport() error {
	switch s.TransportProtocol {
	case "":
		s.TransportProtocol = "udp"
	case "udp", "tcp":
	default:
		return &wrong{"dns.transport_protocol", "want udp or tcp"}
	}
	if s.DNSOverTLS && s.TransportProtocol != "tcp" {
		return &wrong{"dns.dns_over_tls", "needs transport_protocol: tcp"}
	}
	return source("dns", s.SourceIPAddress)
}

// validators compiles what is wanted of the answer.
func (s *DNS) validators() error {
	if len(s.ValidRcodes) > 0 {
		s.rcodes = nil
	}
	for _, name := range s.ValidRcodes {
		code, ok := dns.StringToRcode[name]
		if !ok {
			return &wrong{"dns.valid_rcodes", "want codes such as NOERROR or NXDOMAIN, have " + name}
		}
		s.rcodes = append(s.rcodes, code)
	}
	for path, r := range map[string]*Records{"answer": &s.ValidateAnswer, "authority": &s.ValidateAuthority, "additional": &s.ValidateAdditional} {
		if err := r.compile("dns.validate_" + path + "_rrs"); err != nil {
			return err
		}
	}
	return nil
}

// compile compiles the expressions.
func (r *Records) compile(path string) error {
	for _, list := range []struct {
		field string
		texts []string
		into  *[]*regexp.Regexp
	}{
		{".fail_if_matches_regexp", r.FailIfMatches, &r.matches},
		{".fail_if_all_match_regexp", r.FailIfAllMatch, &r.all},
		{".fail_if_not_matches_regexp", r.FailIfNotMatches, &r.not},
		{".fail_if_none_matches_regexp", r.FailIfNoneMatches, &r.none},
	} {
		for _, text := range list.texts {
			re, err := regexp.Compile(text)
			if err != nil {
				return &wrong{path + list.field, err.Error()}
			}
			*list.into = append(*list.into, re)
		}
	}
	return nil
}
