package blackbox

import (
	"net/textproto"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"holdfast"
)

// HTTP are the settings of the prober http.
type HTTP struct {
	ValidStatusCodes           []int                      `yaml:"valid_status_codes,omitempty"`
	ValidHTTPVersions          []string                   `yaml:"valid_http_versions,omitempty"`
	IPProtocol                 string                     `yaml:"preferred_ip_protocol,omitempty"`
	IPProtocolFallback         bool                       `yaml:"ip_protocol_fallback"`
	SkipResolvePhaseWithProxy  bool                       `yaml:"skip_resolve_phase_with_proxy,omitempty"`
	NoFollowRedirects          *bool                      `yaml:"no_follow_redirects,omitempty"`
	FailIfSSL                  bool                       `yaml:"fail_if_ssl,omitempty"`
	FailIfNotSSL               bool                       `yaml:"fail_if_not_ssl,omitempty"`
	Method                     string                     `yaml:"method,omitempty"`
	Headers                    map[string]holdfast.Secret `yaml:"headers,omitempty"`
	FailIfBodyMatchesRegexp    []Regexp                   `yaml:"fail_if_body_matches_regexp,omitempty"`
	FailIfBodyNotMatchesRegexp []Regexp                   `yaml:"fail_if_body_not_matches_regexp,omitempty"`
	FailIfHeaderMatches        []HeaderMatch              `yaml:"fail_if_header_matches,omitempty"`
	FailIfHeaderNotMatches     []HeaderMatch              `yaml:"fail_if_header_not_matches,omitempty"`
	Body                       holdfast.Secret            `yaml:"body,omitempty"`
	BodyFile                   string                     `yaml:"body_file,omitempty"`
	Compression                string                     `yaml:"compression,omitempty"`
	BodySizeLimit              Size                       `yaml:"body_size_limit,omitempty"`
	Client                     `yaml:",inline"`
	// What is read so that it can be refused in words.
	EnableHTTP3 bool      `yaml:"enable_http3,omitempty"`
	CEL         yaml.Node `yaml:"fail_if_body_json_matches_cel,omitempty"`
	NotCEL      yaml.Node `yaml:"fail_if_body_json_not_matches_cel,omitempty"`
}

// HeaderMatch is an expression on the values of a header.
type HeaderMatch struct {
	Header       string `yaml:"header"`
	Regexp       Regexp `yaml:"regexp"`
	AllowMissing bool   `yaml:"allow_missing,omitempty"`
}

// compile checks the settings.
func (s *HTTP) compile(dir string) error {
	if s.NoFollowRedirects != nil {
		s.FollowRedirects = !*s.NoFollowRedirects
	}
	s.BodyFile = beside(dir, s.BodyFile)
	for _, check := range []func() error{s.offered, s.matches, s.compressed} {
		if err := check(); err != nil {
			return err
		}
	}
	return s.Client.compile("http", dir)
}

// offered refuses what /probe does not do.
func (s *HTTP) offered() error {
	switch {
	case s.EnableHTTP3:
		return &unoffered{"http.enable_http3", "HTTP/3 is not offered"}
	case !s.CEL.IsZero():
		return &unoffered{"http.fail_if_body_json_matches_cel", "CEL is not offered; use fail_if_body_matches_regexp"}
	case !s.NotCEL.IsZero():
		return &unoffered{"http.fail_if_body_json_not_matches_cel", "CEL is not offered; use fail_if_body_not_matches_regexp"}
	case s.Body != "" && s.BodyFile != "":
		return &wrong{"http.body_file", "has no place beside body"}
	case slices.Contains(s.ValidHTTPVersions, "HTTP/3.0"):
		return &unoffered{"http.valid_http_versions", "HTTP/3 is not offered"}
	default:
		return nil
	}
}

// matches checks the expressions on headers.
func (s *HTTP) matches() error {
	for path, list := range map[string][]HeaderMatch{"http.fail_if_header_matches": s.FailIfHeaderMatches, "http.fail_if_header_not_matches": s.FailIfHeaderNotMatches} {
		for _, m := range list {
			if m.Header == "" || m.Regexp.Regexp == nil || m.Regexp.String() == "" {
				return &wrong{path, "want header: and regexp: in each"}
			}
		}
	}
	return nil
}

// compressed wants a header Accept-Encoding, where one is set, to allow what
// compression: expects.
func (s *HTTP) compressed() error {
	if s.Compression == "" {
		return nil
	}
	switch strings.ToLower(s.Compression) {
	case "identity", "gzip", "deflate":
	case "br":
		return &unoffered{"http.compression", "br is not offered; want identity, gzip or deflate"}
	default:
		return &wrong{"http.compression", "want identity, gzip or deflate"}
	}
	for name, value := range s.Headers {
		if textproto.CanonicalMIMEHeaderKey(name) == "Accept-Encoding" && value != "" && !accepts(value.Reveal(), s.Compression) {
			return &wrong{"http.compression", "the header " + name + " does not allow it"}
		}
	}
	return nil
}

// accepts reports whether an Accept-Encoding (RFC 9110 §12.5.3) allows a coding:
// of the entries that speak of it, the one with the greatest weight counts.
func accepts(header, coding string) bool {
	best := -1.0
	for entry := range strings.SplitSeq(header, ",") {
		name, weight, weighed := strings.Cut(entry, ";")
		if name = strings.TrimSpace(name); name != coding && name != "*" {
			continue
		}
		q := 1.0
		if weighed {
			q, _ = strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64) // no number: 0
		}
		best = max(best, q)
	}
	return best > 0
}
