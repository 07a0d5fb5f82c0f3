package blackbox

import (
	"strings"

	"holdfast/internal/importer/source"
)

// tcp fills in the settings of tcp.
func (p *probe) tcp(s *source.Node) {
	p.check.Ask.Set("address", p.target)
	if s.Bool("tls", false) {
		p.check.Ask.Set("tls", true)
	}
	p.dialogue(s.List("query_response"))
	p.family(s)
	p.noSource(s)
	p.trust(s.Get("tls_config"), false, true)
}

// line is one step of a dialogue.
type line struct {
	node              *source.Node
	send, expect, raw string
	starttls          bool
}

// dialogue turns what is said into send and expect, or into starttls.
func (p *probe) dialogue(steps []*source.Node) {
	lines := make([]line, len(steps))
	upgrade := -1
	for i, n := range steps {
		lines[i] = line{node: n, send: n.Str("send"), expect: n.Str("expect"), starttls: n.Bool("starttls", false)}
		if raw := n.Get("expect_bytes"); raw != nil {
			lines[i].raw = raw.String()
			if lines[i].raw != sslAccepted {
				p.check.Left(raw, "expect_bytes", "expect takes a regular expression over text")
			}
		}
		if n.Has("labels") {
			p.check.Left(n.Get("labels"), "labels of what came back", "there are none here")
			n.Skip("labels")
		}
		if lines[i].starttls && upgrade < 0 {
			upgrade = i
		}
	}
	if upgrade >= 0 {
		p.startTLS(lines[:upgrade], lines[upgrade])
		lines = lines[upgrade+1:]
	}
	if len(lines) > 0 {
		p.exchange(lines)
	}
}

// sslAccepted is PostgreSQL's answer to an SSLRequest.
const sslAccepted = "S"

// startTLS recognises the protocol by the words that lead to the upgrade.
func (p *probe) startTLS(before []line, at line) {
	var said strings.Builder
	for _, l := range before {
		said.WriteString(strings.ToUpper(l.send) + "\n")
	}
	words := said.String()
	protocol := ""
	switch {
	case at.raw == sslAccepted || len(before) > 0 && before[len(before)-1].raw == sslAccepted:
		protocol = "postgres"
	case strings.Contains(words, "STLS"):
		protocol = "pop3"
	case strings.Contains(words, "AUTH TLS"):
		protocol = "ftp"
	case strings.Contains(words, "LHLO"):
		protocol = "lmtp"
	case strings.Contains(words, "EHLO"):
		protocol = "smtp"
	case strings.Contains(words, ". STARTTLS") || strings.Contains(words, "A1 STARTTLS") || strings.Contains(words, "A STARTTLS"):
		protocol = "imap"
	case strings.Contains(words, "<STARTTLS"):
		protocol = "xmpp"
	}
	if protocol == "" {
		p.check.Off(at.node, "query_response", "the protocol that goes over to TLS here is not recognised; write starttls: with its name")
		return
	}
	p.check.Ask.Set("starttls", protocol)
}

// exchange is what is said after a connection or an upgrade: our send comes
// first, then our expect, one of each. The exporter ends what it sends with a
// line feed and reads line by line; a last word that nobody answers changes
// nothing.
func (p *probe) exchange(lines []line) {
	send, expected := "", false
	for i, l := range lines {
		if l.expect != "" && expected || l.expect == "" && expected && i < len(lines)-1 || strings.Contains(l.send, "${") && !expected && l.expect == "" {
			p.check.Left(l.node, "a further step of query_response", "a dialogue has one send and one expect here")
			break
		}
		if l.expect != "" {
			p.check.Ask.Set("expect", expectLine(l.expect))
			expected = true
		}
		switch {
		case l.send == "":
		case !expected:
			send += l.send + "\n"
		case l.expect != "" && i < len(lines)-1:
			p.check.Left(l.node, "a further step of query_response", "a dialogue has one send and one expect here")
			p.say(lines[0].node, send)
			return
		}
	}
	p.say(lines[0].node, send)
}

// say puts into the settings what is sent first.
func (p *probe) say(at *source.Node, text string) {
	if text != "" {
		p.check.Ask.Set("send", p.check.Spoken(at, "send", "what is sent to "+p.check.Name(), literal(text)))
	}
}

// expectLine is an expression over one line as one over the whole text.
func expectLine(expression string) string {
	if rest, ok := strings.CutSuffix(expression, "$"); ok && !strings.HasSuffix(rest, `\`) {
		expression = rest + `\r?$`
	}
	return "(?m)" + expression
}
