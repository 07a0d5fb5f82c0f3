package email

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"

	"holdfast"
	"holdfast/alerting/internal/page"
	"holdfast/internal/plain"
)

// The bounds of a mail.
const (
	sizeLimit    = 60 << 10 // bytes, as sent
	subjectLimit = 200      // characters
	headerLimit  = 200      // characters of our own headers
	threadLimit  = 10       // references to earlier mails
)

// write makes the mail of a notice and returns it with its Message-ID. Where it
// is too large the lines get shorter, not fewer.
func (c *channel) write(n holdfast.Notice) (raw []byte, id string, err error) {
	id = c.messageID(n)
	p := page.Compose(n)
	for _, width := range []int{400, 200, 100, 50} {
		raw, err = c.render(n, p.Narrow(width), id)
		if err != nil || len(raw) <= sizeLimit {
			return raw, id, err
		}
	}
	return raw, id, fmt.Errorf("it has %d bytes, want at most %d", len(raw), sizeLimit)
}

// render writes the mail's bytes.
func (c *channel) render(n holdfast.Notice, p page.Page, id string) ([]byte, error) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := c.envelope(m); err != nil {
		return nil, err
	}
	m.Subject(p.Title(subjectLimit))
	m.SetDateWithValue(c.env.Clock())
	m.SetMessageIDWithValue(strings.Trim(id, "<>"))
	c.headers(m, n)
	html, err := c.page(n, p)
	if err != nil {
		return nil, err
	}
	m.SetBodyString(mail.TypeTextPlain, p.Text())
	m.AddAlternativeString(mail.TypeTextHTML, html)
	var raw bytes.Buffer
	if _, err := m.WriteTo(&raw); err != nil {
		return nil, fmt.Errorf("encoding: %w", err)
	}
	return raw.Bytes(), nil
}

// envelope names sender and recipients.
func (c *channel) envelope(m *mail.Msg) error {
	if err := m.From(c.from.String()); err != nil {
		return fmt.Errorf("sender: %w", err)
	}
	for _, to := range c.to {
		if err := m.AddTo(to.String()); err != nil {
			return fmt.Errorf("recipient: %w", err)
		}
	}
	return nil
}

// headers tell machines what this is: that nobody should answer, which thread
// it belongs to, and what mail rules may sort by.
func (c *channel) headers(m *mail.Msg, n holdfast.Notice) {
	set := func(name, value string) {
		if value = plain.Trim(plain.Line(value), headerLimit); value != "" {
			m.SetGenHeader(mail.Header(name), value)
		}
	}
	set("Auto-Submitted", "auto-generated")
	set("X-Auto-Response-Suppress", "All")
	set("X-Holdfast-Step", string(n.Step))
	set("X-Holdfast-Check", n.Check.Name)
	set("X-Holdfast-Severity", n.Incident.Severity.String())
	if n.Incident.Number > 0 {
		set("X-Holdfast-Incident", strconv.FormatInt(n.Incident.Number, 10))
	}
	if n.Step == holdfast.StepOpened && n.Incident.Severity == holdfast.SeverityCritical {
		m.SetImportance(mail.ImportanceHigh)
	}
	if len(n.Refs) > 0 && n.Step != holdfast.StepOpened {
		first := plain.Line(n.Refs[0])
		m.SetGenHeader(mail.HeaderInReplyTo, first)
		m.SetGenHeader(mail.HeaderReferences, plain.Line(strings.Join(thread(n.Refs), " ")))
	}
}

// thread is the beginning and the newest of the references.
func thread(refs []string) []string {
	if len(refs) <= threadLimit {
		return refs
	}
	return append([]string{refs[0]}, refs[len(refs)-threadLimit+1:]...)
}

// messageID is the same at every attempt (RFC 5322 §3.6.4). An id that would
// not fit into one is replaced by its hash.
func (c *channel) messageID(n holdfast.Notice) string {
	_, domain, _ := strings.Cut(c.from.Address, "@")
	id := n.ID
	if n.Part != "" {
		id += "." + n.Part
	}
	if id == "" || len(id) > 100 || strings.ContainsFunc(id, outsideID) {
		sum := sha256.Sum256([]byte(id))
		id = hex.EncodeToString(sum[:16])
	}
	return "<holdfast." + id + "@" + domain + ">"
}

// outsideID reports whether a character needs quoting within a Message-ID.
func outsideID(r rune) bool {
	return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", r)
}
