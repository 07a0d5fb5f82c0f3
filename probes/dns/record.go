package dns

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"
	"golang.org/x/net/idna"
)

// maxRcode is the largest response code that fits the header (RFC 1035 §4.1.1).
const maxRcode = 15

// rcode returns a response code's name.
func rcode(code int) string {
	if name, ok := dns.RcodeToString[code]; ok {
		return name
	}
	return "RCODE" + strconv.Itoa(code)
}

// wireName makes a name absolute, in ASCII (RFC 5891) and lower case. It
// reports whether the name can be asked for.
func wireName(name string) (string, bool) {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return "", false
	}
	ascii, err := idna.Punycode.ToASCII(strings.ToLower(name))
	if err != nil {
		return "", false
	}
	ascii = dns.Fqdn(ascii)
	if _, ok := dns.IsDomainName(ascii); !ok {
		return "", false
	}
	return ascii, true
}

// shown is a name as people write it: lower case, without the dot at the end.
func shown(name string) string {
	name = strings.ToLower(name)
	if name == "." {
		return name
	}
	return strings.TrimSuffix(name, ".")
}

// text is a record's data in the form of a zone file, with names as [shown]
// gives them and the strings of a TXT record put together (RFC 7208 §3.3).
func text(rr dns.RR) string {
	switch r := rr.(type) {
	case *dns.A:
		return r.A.String()
	case *dns.AAAA:
		return r.AAAA.String()
	case *dns.CNAME:
		return shown(r.Target)
	case *dns.NS:
		return shown(r.Ns)
	case *dns.PTR:
		return shown(r.Ptr)
	case *dns.MX:
		return fmt.Sprintf("%d %s", r.Preference, shown(r.Mx))
	case *dns.SRV:
		return fmt.Sprintf("%d %d %d %s", r.Priority, r.Weight, r.Port, shown(r.Target))
	case *dns.CAA:
		return fmt.Sprintf("%d %s \"%s\"", r.Flag, strings.ToLower(r.Tag), unescape(r.Value))
	case *dns.TXT:
		return unescape(strings.Join(r.Txt, ""))
	case *dns.SOA:
		return fmt.Sprintf("%s %s %d %d %d %d %d", shown(r.Ns), shown(r.Mbox), r.Serial, r.Refresh, r.Retry, r.Expire, r.Minttl)
	default:
		return ""
	}
}

// unescape undoes the escapes of a zone file's strings, \X and \DDD (RFC 1035
// §5.1), which package dns puts in when it reads a message.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out = append(out, s[i])
			continue
		}
		if i+3 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+4], 10, 8); err == nil {
				out = append(out, byte(n))
				i += 3
				continue
			}
		}
		i++
		out = append(out, s[i])
	}
	return string(out)
}

// chain returns the records of the type that the question leads to by aliases
// (RFC 1034 §3.6.2), and the name at their end.
func chain(answer []dns.RR, name string, qtype uint16) (records []dns.RR, end string) {
	for range len(answer) + 1 {
		var alias string
		for _, rr := range answer {
			h := rr.Header()
			if h.Class != dns.ClassINET || !strings.EqualFold(h.Name, name) {
				continue
			}
			if h.Rrtype == qtype {
				records = append(records, rr)
			} else if c, ok := rr.(*dns.CNAME); ok {
				alias = c.Target
			}
		}
		if len(records) > 0 || alias == "" {
			return records, name
		}
		name = alias
	}
	return records, name // the aliases go round in a circle
}

// texts are the records' data, sorted, each once.
func texts(records []dns.RR) []string {
	out := make([]string, 0, len(records))
	for _, rr := range records {
		out = append(out, text(rr))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// wantedRecords brings wanted records into the form of [text].
func wantedRecords(field string, qtype uint16, list []string) ([]string, error) {
	out := make([]string, 0, len(list))
	for i, s := range list {
		if qtype == dns.TypeTXT {
			out = append(out, s)
			continue
		}
		kind := dns.TypeToString[qtype]
		rr, err := dns.NewRR(". 0 IN " + kind + " " + s)
		if err != nil || rr == nil || rr.Header().Rrtype != qtype || !complete(s, qtype) {
			return nil, wrong(field+"."+strconv.Itoa(i), fmt.Sprintf("want the data of a record of type %s, such as %s", kind, example(qtype)))
		}
		out = append(out, text(rr))
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// complete reports whether data is one line, and for a SOA record has all of its
// seven fields, of which package dns forgives the last.
func complete(data string, qtype uint16) bool {
	return !strings.ContainsAny(data, "\r\n") && (qtype != dns.TypeSOA || len(strings.Fields(data)) == 7)
}

// example is what the data of a type looks like.
func example(qtype uint16) string {
	switch qtype {
	case dns.TypeA:
		return "192.0.2.1"
	case dns.TypeAAAA:
		return "2001:db8::1"
	case dns.TypeMX:
		return "10 mail.example.com"
	case dns.TypeSRV:
		return "10 5 443 app.example.com"
	case dns.TypeCAA:
		return `0 issue "letsencrypt.org"`
	case dns.TypeSOA:
		return "ns1.example.com hostmaster.example.com 1 7200 3600 1209600 3600"
	default:
		return "www.example.com"
	}
}
