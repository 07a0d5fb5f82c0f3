package gatus

import (
	"math"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// condition is "LEFT OPERATOR RIGHT", with the placeholder on the left.
type condition struct {
	node        *source.Node
	left, right string
	op          string
}

// operators in the order in which Gatus looks for them.
func operators() []string { return []string{" == ", " != ", " <= ", " >= ", " > ", " < "} }

// parse reads a condition; one that is none is a fault.
func parse(n *source.Node) (condition, bool) {
	for _, op := range operators() {
		left, right, found := strings.Cut(n.String(), op)
		if !found {
			continue
		}
		c := condition{n, strings.TrimSpace(left), strings.TrimSpace(right), strings.TrimSpace(op)}
		if strings.Contains(c.right, "[") && !strings.Contains(c.left, "[") {
			c.left, c.right, c.op = c.right, c.left, turned(c.op)
		}
		return c, true
	}
	n.Fault(`want a condition such as "[STATUS] == 200"`)
	return condition{}, false
}

// turned is an operator seen from its other side.
func turned(op string) string {
	if op == "==" || op == "!=" {
		return op
	}
	return strings.NewReplacer("<", ">", ">", "<").Replace(op)
}

// judge turns the conditions into wants.
func (a *asked) judge() {
	codes, asked := draft.AllCodes(), false
	list := a.node.Get("conditions").Items()
	if len(list) == 0 {
		a.node.Fault("an endpoint has no conditions")
	}
	for _, item := range list {
		c, ok := parse(item)
		switch {
		case !ok:
		case c.left == "[STATUS]":
			asked = true
			a.status(c, &codes)
		default:
			a.want(c)
		}
	}
	if a.check.Kind != "uptime" {
		return
	}
	if codes.Empty() {
		a.check.Off(a.node.Get("conditions"), "the conditions on [STATUS]", "no status fulfils them all")
		return
	}
	if !asked || codes != draft.AllCodes() {
		a.check.Ask.Set("status", codes.Words())
	}
}

// status narrows the set of wanted codes by one condition.
func (a *asked) status(c condition, codes *draft.Codes) {
	if a.check.Kind != "uptime" {
		a.leave(c, "there is no status here")
		return
	}
	is, ok := codeTest(c)
	if !ok {
		a.leave(c, "no set of status codes says this")
		return
	}
	*codes = codes.Keep(is, false)
}

// codeTest is a condition on the status as a test of one code.
func codeTest(c condition) (func(int) bool, bool) {
	if c.op == "==" || c.op == "!=" {
		equal := matcher(c.right)
		return func(code int) bool { return equal(strconv.Itoa(code)) == (c.op == "==") }, !strings.Contains(c.right, "$")
	}
	n, err := strconv.ParseInt(c.right, 0, 32)
	return func(code int) bool { return compare(int64(code), c.op, n) }, err == nil
}

// compare compares as an operator says.
func compare(a int64, op string, b int64) bool {
	switch op {
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	default:
		return a >= b
	}
}

// want turns one condition into a want, or leaves it behind.
func (a *asked) want(c condition) {
	switch {
	case c.left == "[CONNECTED]":
		a.connected(c)
	case c.left == "[RESPONSE_TIME]":
		a.responseTime(c)
	case c.left == "[CERTIFICATE_EXPIRATION]":
		a.certificate(c)
	case c.left == "[DNS_RCODE]":
		a.responseCode(c)
	case c.left == "[BODY]":
		a.bodyWant(c)
	case strings.Contains(c.left, "[BODY]"):
		a.leave(c, "there is no JSON path here; matches: takes a regular expression over the whole body")
	case c.left == "[IP]":
		a.leave(c, "there is no want of the address; a dns check wants answers")
	case c.left == "[DOMAIN_EXPIRATION]":
		a.leave(c, "the end of a domain's registration is not looked at")
	default:
		a.leave(c, "this placeholder is not known")
	}
}

// leave lists a condition that has no want here.
func (a *asked) leave(c condition, why string) {
	shown := c.node.String()
	if draft.Sensitive(c.left) {
		shown = c.left + " " + c.op + " …"
	}
	a.check.Left(c.node, shown, why)
}

// connected is what every check asks anyway; its contrary is another question.
func (a *asked) connected(c condition) {
	if (c.op == "==") == (c.right == "true") && (c.op == "==" || c.op == "!=") {
		return
	}
	a.check.Off(c.node, c.node.String(), "that nothing answers is asked by the kinds unreachable and exposure, with proof: unreachable: {host: …, ports: […]}")
}

// responseTime becomes max_time.
func (a *asked) responseTime(c condition) {
	limit, ok := number(c.right)
	if c.op != "<" && c.op != "<=" || !ok || limit <= 0 {
		a.leave(c, "only a longest time can be wanted")
		return
	}
	a.check.Ask.Set("max_time", time.Duration(limit)*time.Millisecond)
}

// number reads a number, or a duration as its milliseconds.
func number(s string) (int64, bool) {
	if d, err := time.ParseDuration(s); err == nil {
		return d.Milliseconds(), true
	}
	n, err := strconv.ParseInt(s, 0, 64)
	return n, err == nil && n < int64(10*365*24*time.Hour/time.Millisecond)
}

// certificate becomes the days that must be left, rounded up.
func (a *asked) certificate(c condition) {
	left, ok := number(c.right)
	if c.op != ">" && c.op != ">=" || !ok || left < 0 {
		a.leave(c, "only a shortest remaining life can be wanted")
		return
	}
	switch a.scheme {
	case "https", "tls", "starttls", "grpcs", "wss":
	default:
		a.leave(c, "there is no certificate here")
		return
	}
	days := int(math.Ceil(float64(left) / (24 * 60 * 60 * 1000)))
	a.check.Ask.Set("certificate", (&draft.Table{}).Set("days_left", max(days, 1)))
	if left%(24*60*60*1000) != 0 {
		a.check.Comment("%s is %d days here, rounded up", c.right, days)
	}
}
