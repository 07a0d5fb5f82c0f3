package blackbox

import (
	"net"
	"strings"

	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// icmp fills in the settings of ping: one request, as the exporter sends.
func (p *probe) icmp(s *source.Node) {
	ask := p.check.Ask.Set("host", p.target).Set("count", 1).Set("max_loss", 0)
	if size := s.Int("payload_size", 0); size > 0 {
		ask.Set("size", size)
	}
	if s.Bool("dont_fragment", false) {
		ask.Set("dont_fragment", true)
	}
	if s.Has("ttl") {
		p.check.Left(s.Get("ttl"), "icmp.ttl", "requests leave with the system's time to live")
	}
	p.family(s)
	p.noSource(s)
}

// grpc fills in the settings of grpc.
func (p *probe) grpc(s *source.Node) {
	p.check.Ask.Set("address", p.target).Set("service", s.Str("service"))
	if s.Bool("tls", false) {
		p.check.Ask.Set("tls", true)
	}
	meta := &draft.Table{}
	for _, name := range s.Get("metadata").Keys() {
		for _, value := range s.Get("metadata").Get(name).Items() {
			meta.Set(strings.ToLower(name), p.check.Hidden(value, name, "the metadata "+name+" of "+p.check.Name(), literal(value.String())))
		}
	}
	p.check.Ask.Set("metadata", meta)
	p.family(s)
	p.trust(s.Get("tls_config"), true, true)
}

// dns fills in the settings of dns: the target is the server.
func (p *probe) dns(s *source.Node) {
	c := p.check
	server := p.target
	if host, port, err := net.SplitHostPort(server); err == nil && port == "53" {
		server = host
	}
	query := strings.ToUpper(s.Str("query_type"))
	c.Ask.Set("name", strings.TrimSuffix(s.Str("query_name"), ".")).Set("type", query).Set("server", server)
	if query == "" || query == "ANY" {
		c.Ask.Set("type", "A")
		c.Off(s, "query_type ANY", "servers answer ANY as they like (RFC 8482); name the type that is meant")
	}
	if s.Str("transport_protocol") == "tcp" {
		c.Ask.Set("transport", "tcp")
	}
	if !s.Bool("recursion_desired", true) {
		c.Ask.Set("recursion", false)
	}
	if s.Bool("dns_over_tls", false) {
		c.Off(s.Get("dns_over_tls"), "dns_over_tls", "servers are asked over UDP and TCP here")
		s.Skip("tls_config")
	}
	if class := s.Str("query_class"); class != "" && class != "IN" {
		c.Off(s.Get("query_class"), "query_class "+class, "names of the Internet are asked here")
	}
	p.rcodes(s)
	p.answers(s)
	p.family(s)
	p.noSource(s)
}

// rcodes reads the response codes: one can be wanted.
func (p *probe) rcodes(s *source.Node) {
	codes := s.Get("valid_rcodes").Items()
	if len(codes) > 0 && codes[0].String() != "NOERROR" {
		p.check.Ask.Set("response_code", codes[0].String())
	}
	if len(codes) > 1 {
		p.check.Left(s.Get("valid_rcodes"), "further valid_rcodes", "one response code can be wanted")
	}
	if !s.Has("validate_answer_rrs") && len(codes) == 0 {
		p.check.Comment("the exporter is content with an empty answer; here one record must come, else write answers: {none: true}")
	}
}

// answers reads what the records must match. The exporter matches a whole line
// of a zone file, we the data of the record.
func (p *probe) answers(s *source.Node) {
	wants, rrs := &draft.Table{}, s.Get("validate_answer_rrs")
	for _, pair := range [][2]string{{"fail_if_none_matches_regexp", "match"}, {"fail_if_matches_regexp", "forbid"}} {
		key, want := pair[0], pair[1]
		for _, item := range rrs.Get(key).Items() {
			expression := item.String()
			if wants.Has(want) || strings.ContainsAny(expression, "\t^") || strings.Contains(expression, `\t`) || strings.Contains(expression, "IN") {
				p.check.Left(item, "validate_answer_rrs."+key, "answers."+want+" takes one expression over a record's data, not over its whole line")
				continue
			}
			wants.Set(want, strings.TrimPrefix(expression, ".*"))
		}
	}
	p.check.Ask.Set("answers", wants)
	for _, key := range []string{"fail_if_all_match_regexp", "fail_if_not_matches_regexp"} {
		if rrs.Has(key) {
			p.check.Left(rrs.Get(key), "validate_answer_rrs."+key, "there is no want over all records but answers.exactly")
			rrs.Skip(key)
		}
	}
	for _, key := range []string{"validate_authority_rrs", "validate_additional_rrs"} {
		if s.Has(key) {
			p.check.Left(s.Get(key), key, "only the answer section is judged here")
			s.Skip(key)
		}
	}
}
