package uptime

import (
	"holdfast"
	"holdfast/probes/internal/trust"
)

// settings are what the config may say below "uptime:".
type settings struct {
	URL  string `yaml:"url" doc:"The address to ask, http:// or https://; either this or host."`
	Host string `yaml:"host" doc:"Host or host:port to ask at https://HOST/PATH, and at http:// for as long as HTTPS has never answered."`
	Path string `yaml:"path" doc:"Path and query below host; default /."`

	Method     string                     `yaml:"method" doc:"Request method; default GET."`
	Headers    map[string]holdfast.Secret `yaml:"headers" doc:"Request headers; sent to the named host only, never to where a redirect leads."`
	Body       holdfast.Secret            `yaml:"body" doc:"Request body."`
	Basic      basic                      `yaml:"basic" doc:"User and password for HTTP basic authentication."`
	Bearer     holdfast.Secret            `yaml:"bearer" doc:"Token for the header Authorization: Bearer."`
	ClientCert trust.ClientCert           `yaml:"client_cert" doc:"Client certificate to show when the server asks for one."`
	CA         string                     `yaml:"ca" doc:"PEM file of the authorities to trust instead of the system's."`
	Verify     string                     `yaml:"verify" doc:"on, or off to take any certificate (nothing is judged of it then)."`

	Follow    int    `yaml:"follow" doc:"How many redirects to follow, 0 to 20; 0 makes a redirect a fault unless status lists it. Only GET and HEAD follow."`
	Hosts     list   `yaml:"hosts" doc:"Further hosts (host or host:port) that a redirect may lead to; the named host and its www. twin always may."`
	IP        string `yaml:"ip" doc:"any: one address must answer; 4 or 6: one of that family; both: one of each family; each: every address of the name."`
	ConnectTo string `yaml:"connect_to" doc:"Address (IP or IP:port) to connect to instead of resolving the named host: the origin behind an edge."`

	Status       list              `yaml:"status" doc:"Wanted status codes: 200, 2xx, 200-204; default 2xx and 3xx."`
	Contains     string            `yaml:"contains" doc:"Text that the body must contain."`
	Absent       string            `yaml:"absent" doc:"Text that the body must not contain."`
	Matches      string            `yaml:"matches" doc:"Regular expression (RE2) that the body must match."`
	Header       map[string]string `yaml:"header" doc:"Response headers and the regular expression that each must match."`
	MaxTime      holdfast.Duration `yaml:"max_time" doc:"The longest that a visit may take from look-up to last byte; 0 asks nothing beyond the check's timeout."`
	BodyLimit    int               `yaml:"body_limit" doc:"How many bytes of the body are read, up to 16777216; default 1048576."`
	Certificate  trust.Certificate `yaml:"certificate" doc:"When the end of the certificate puts the check at risk."`
	HTTPRedirect string            `yaml:"http_redirect" doc:"expected: http:// on port 80 must redirect to https://; or the http:// address that must."`
	HSTS         holdfast.Duration `yaml:"hsts" doc:"Least max-age of Strict-Transport-Security (RFC 6797), such as 180d; 0 asks nothing."`
}

// basic is HTTP basic authentication (RFC 7617).
type basic struct {
	User     string          `yaml:"user" doc:"User name."`
	Password holdfast.Secret `yaml:"password" doc:"Password."`
}

// defaults returns the settings before the config is read.
func defaults() *settings {
	return &settings{
		Path:      "/",
		Method:    "GET",
		Verify:    "on",
		Follow:    5,
		IP:        "any",
		Status:    list{"2xx", "3xx"},
		BodyLimit: 1 << 20,
	}
}

// list is a list of strings; a single one may stand for a list of one.
type list []string

// UnmarshalYAML takes a list or a single value.
func (l *list) UnmarshalYAML(unmarshal func(any) error) error {
	var many []string
	if err := unmarshal(&many); err == nil {
		*l = many
		return nil
	}
	var one string
	if err := unmarshal(&one); err != nil {
		return err
	}
	*l = list{one}
	return nil
}
