package gatus

import (
	"net"
	"regexp"
	"strings"

	"holdfast/internal/importer/draft"
)

// dns fills in the settings of dns: the address is the resolver.
func (a *asked) dns() {
	section := a.node.Get("dns")
	server := a.address
	if _, rest, ok := strings.Cut(server, "://"); ok {
		server = rest
	}
	if host, port, err := net.SplitHostPort(server); err == nil && port == "53" {
		server = host
	}
	query := strings.ToUpper(section.Str("query-type"))
	a.check.Ask.Set("name", text(section.Str("query-name"))).Set("type", query).Set("server", draft.Raw(server))
}

// responseCode becomes response_code.
func (a *asked) responseCode(c condition) {
	if c.op != "==" || a.check.Kind != "dns" || strings.ContainsAny(c.right, "(") {
		a.leave(c, "one response code can be wanted, of a dns check")
		return
	}
	if c.right != "NOERROR" {
		a.check.Ask.Set("response_code", c.right)
	}
}

// answerWant is a want of a DNS record. Gatus compares the last one of the
// answer, in an order that changes; here one of them must be as wanted.
func (a *asked) answerWant(c condition) {
	expression, ok := recordExpression(a.node.Get("dns").Str("query-type"), c.right)
	switch {
	case !ok:
		a.leave(c, "this is no regular expression over one record")
	case c.op == "==":
		a.answers("match", expression, c)
	case c.op == "!=":
		a.answers("forbid", expression, c)
	default:
		a.leave(c, "records are compared as text")
	}
}

// recordExpression is a condition as a regular expression over a record as we
// write it: no dot at the end, and a preference before a mail server.
func recordExpression(query, right string) (string, bool) {
	var inside string
	if glob, ok := function(right, "pat"); ok {
		if _, fine := globExpression(glob); !fine {
			return "", false
		}
		inside = globText(strings.TrimSuffix(glob, "."))
	} else {
		options := []string{right}
		if list, ok := function(right, "any"); ok {
			options = strings.Split(list, ",")
		}
		for i, option := range options {
			options[i] = regexp.QuoteMeta(strings.TrimSuffix(strings.TrimSpace(option), "."))
		}
		inside = "(?:" + strings.Join(options, "|") + ")"
	}
	switch strings.ToUpper(query) {
	case "A", "AAAA", "CNAME", "NS", "PTR":
		return "(?i)^" + inside + "$", true
	case "MX":
		return "(?i)^[0-9]+ " + inside + "$", true
	default:
		return "", false
	}
}
