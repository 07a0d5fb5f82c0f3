package dns

import (
	"net/netip"
	"regexp"
	"strings"
	"time"

	"github.com/miekg/dns"

	"holdfast"
	"holdfast/probes/internal/netdial"
)

// settings are what the config may say below "dns:".
type settings struct {
	Name           string            `yaml:"name" doc:"The name that is asked for; for PTR an address may stand here."`
	Type           string            `yaml:"type" doc:"A, AAAA, CNAME, MX, TXT, NS, SOA, CAA, SRV or PTR; default A, and SOA with same_serial."`
	Server         string            `yaml:"server" doc:"Who is asked: host or host:port; default the system's resolver."`
	Transport      string            `yaml:"transport" doc:"udp, with TCP when an answer does not fit, or tcp."`
	IP             string            `yaml:"ip" doc:"any, 4 or 6: by which addresses servers are asked."`
	Recursion      bool              `yaml:"recursion" doc:"Whether the server shall resolve the name itself; false asks a name server for what it knows of its own."`
	ResponseCode   string            `yaml:"response_code" doc:"The response code that is wanted: NOERROR, NXDOMAIN, REFUSED, SERVFAIL and so on."`
	Answers        answers           `yaml:"answers" doc:"What the records must be; default that there is one."`
	Validated      bool              `yaml:"validated" doc:"The resolver must say that it validated the answer by DNSSEC (AD)."`
	SameSerial     bool              `yaml:"same_serial" doc:"Every name server of the zone must answer, with the same serial; name is the zone's own."`
	PrivateServers bool              `yaml:"private_servers" doc:"With same_serial, also ask name servers whose addresses are private."`
	MinTTL         holdfast.Duration `yaml:"min_ttl" doc:"The shortest time to live that a record may have; a resolver's counts down."`
	MaxTime        holdfast.Duration `yaml:"max_time" doc:"The longest that an answer may take; 0 asks nothing beyond the check's timeout."`
}

// answers says what the records must be, each in the form of a zone file.
type answers struct {
	Exactly []string `yaml:"exactly" doc:"These records and no others, in any order."`
	Contain []string `yaml:"contain" doc:"These records, among others."`
	Match   string   `yaml:"match" doc:"Regular expression (RE2) that at least one record must match."`
	Forbid  string   `yaml:"forbid" doc:"Regular expression (RE2) that no record may match."`
	AtLeast int      `yaml:"at_least" doc:"The least number of records."`
	None    bool     `yaml:"none" doc:"There must be no record of the type."`
}

// defaults returns the settings before the config is read.
func defaults() *settings {
	return &settings{Transport: "udp", IP: "any", Recursion: true, ResponseCode: "NOERROR"}
}

// plan is the settings, checked and compiled.
type plan struct {
	question   question
	server     string // host; empty: the system's resolver
	port       uint16
	stream     bool // TCP only
	family     netdial.Family
	rcode      int
	want       want
	validated  bool
	sameSerial bool
	private    bool
	minTTL     time.Duration
	maxTime    time.Duration
}

// wrong makes the error of a setting.
func wrong(field, text string) error { return &holdfast.SettingError{Field: field, Text: text} }

// types are the record types that can be asked for.
func types() map[string]uint16 {
	return map[string]uint16{
		"A": dns.TypeA, "AAAA": dns.TypeAAAA, "CNAME": dns.TypeCNAME, "MX": dns.TypeMX, "TXT": dns.TypeTXT,
		"NS": dns.TypeNS, "SOA": dns.TypeSOA, "CAA": dns.TypeCAA, "SRV": dns.TypeSRV, "PTR": dns.TypePTR,
	}
}

// compile checks the settings and makes the plan of them.
func (s *settings) compile() (*plan, error) {
	p := &plan{validated: s.Validated, sameSerial: s.SameSerial, private: s.PrivateServers, minTTL: s.MinTTL.Std(), maxTime: s.MaxTime.Std()}
	for _, step := range []func(*plan) error{s.ask, s.via, s.wanted} {
		if err := step(p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// ask compiles the question.
func (s *settings) ask(p *plan) error {
	kind := strings.ToUpper(s.Type)
	switch {
	case kind == "" && s.SameSerial:
		kind = "SOA"
	case kind == "":
		kind = "A"
	}
	qtype, ok := types()[kind]
	if !ok {
		return wrong("type", "want A, AAAA, CNAME, MX, TXT, NS, SOA, CAA, SRV or PTR")
	}
	name := s.Name
	if addr, err := netip.ParseAddr(name); err == nil {
		if qtype != dns.TypePTR {
			return wrong("name", "want a name; an address is asked for with type: PTR")
		}
		name, _ = dns.ReverseAddr(addr.WithZone("").Unmap().String()) // an address always has one
	}
	name, ok = wireName(name)
	if !ok {
		return wrong("name", "want a name such as example.com, _sip._tcp.example.com or .")
	}
	p.question = question{name: name, qtype: qtype, recurse: s.Recursion}
	return nil
}

// via compiles who is asked, and how.
func (s *settings) via(p *plan) error {
	if s.Server != "" {
		host, port, err := netdial.SplitHostPort(s.Server)
		if err != nil {
			return wrong("server", "want host or host:port such as 192.0.2.53 or ns1.example.com:53")
		}
		if port == 0 {
			port = 53
		}
		p.server, p.port = host, port
	}
	if s.Server == "" && !s.Recursion {
		return wrong("recursion", "false needs server: the system's resolver knows nothing of its own")
	}
	switch s.Transport {
	case "udp", "":
	case "tcp":
		p.stream = true
	default:
		return wrong("transport", "want udp or tcp")
	}
	family, ok := map[string]netdial.Family{"": netdial.Any, "any": netdial.Any, "4": netdial.IPv4, "6": netdial.IPv6}[s.IP]
	if !ok {
		return wrong("ip", "want any, 4 or 6")
	}
	p.family = family
	return nil
}

// wanted compiles what is wanted of the answer.
func (s *settings) wanted(p *plan) error {
	code, ok := dns.StringToRcode[strings.ToUpper(s.ResponseCode)]
	if !ok || code > maxRcode {
		return wrong("response_code", "want one such as NOERROR, NXDOMAIN, SERVFAIL or REFUSED")
	}
	p.rcode = code
	if code != dns.RcodeSuccess && (s.Validated && code != dns.RcodeNameError || s.SameSerial || s.Answers.some()) {
		return wrong("response_code", "an answer with "+rcode(code)+" has no records that could be as wanted")
	}
	return s.Answers.compile(p)
}

// some reports whether records are wanted.
func (a answers) some() bool {
	return len(a.Exactly)+len(a.Contain)+a.AtLeast > 0 || a.Match != ""
}

// compile checks what the records must be.
func (a answers) compile(p *plan) (err error) {
	w := want{none: a.None, atLeast: a.AtLeast}
	switch {
	case a.None && a.some():
		return wrong("answers.none", "want either no record or some")
	case a.AtLeast < 0:
		return wrong("answers.at_least", "want a number above 0")
	case p.rcode != dns.RcodeSuccess:
		w.none = true
	case !a.some() && !a.None:
		w.atLeast = 1
	}
	if w.exactly, err = wantedRecords("answers.exactly", p.question.qtype, a.Exactly); err != nil {
		return err
	}
	if w.contain, err = wantedRecords("answers.contain", p.question.qtype, a.Contain); err != nil {
		return err
	}
	if w.match, err = expression("answers.match", a.Match); err != nil {
		return err
	}
	w.forbid, err = expression("answers.forbid", a.Forbid)
	p.want = w
	return err
}

// expression compiles a regular expression; an empty one is none.
func expression(field, text string) (*regexp.Regexp, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // none is wanted
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, wrong(field, "want a regular expression (RE2): "+err.Error())
	}
	return re, nil
}
