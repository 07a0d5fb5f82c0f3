package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"holdfast/internal/plain"
)

// Letter is a document on its way to one person.
type Letter struct {
	From *mail.Address
	To   *mail.Address
	// Unsubscribe is the address that ends these mails without a login; empty
	// when nobody would hear it.
	Unsubscribe string
	Charts      []Chart
	// PDF is attached when there is one; without it the JSON is.
	PDF []byte
}

// MessageID names the mail of a period to a recipient: the same at every
// attempt, for ever.
func MessageID(instance, period, recipient, domain string) string {
	sum := sha256.Sum256([]byte(instance + "\x00" + period + "\x00" + strings.ToLower(recipient)))
	return "holdfast.report." + safeID(period) + "." + hex.EncodeToString(sum[:10]) + "@" + domain
}

// safeID keeps of a text what may stand in a Message-ID.
func safeID(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '-'
	}, s)
}

// EML writes the document as a mail (RFC 5322): mixed(related(alternative(text,
// HTML), charts), PDF). Its Date is the document's, so that a repeated mail is
// the same mail.
func EML(d *Document, l Letter) ([]byte, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := l.head(m, d); err != nil {
		return nil, err
	}
	if err := l.body(m, d); err != nil {
		return nil, err
	}
	if err := l.attach(m, d); err != nil {
		return nil, err
	}
	var raw bytes.Buffer
	if _, err := m.WriteTo(&raw); err != nil {
		return nil, fmt.Errorf("encode the report's mail: %w", err)
	}
	return raw.Bytes(), nil
}

// head sets the headers.
func (l Letter) head(m *gomail.Msg, d *Document) error {
	if err := m.From(l.From.String()); err != nil {
		return fmt.Errorf("sender of the report: %w", err)
	}
	if err := m.AddTo(l.To.String()); err != nil {
		return fmt.Errorf("recipient of the report: %w", err)
	}
	_, domain, _ := strings.Cut(l.From.Address, "@")
	m.Subject(plain.Trim(plain.Line(d.Verdict.Subject), 200))
	m.SetDateWithValue(d.Made)
	m.SetMessageIDWithValue(MessageID(d.Instance, d.Period.Name, l.To.Address, domain))
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetGenHeader("List-Id", "Holdfast reports <reports."+safeID(d.Instance)+"."+domain+">")
	if l.Unsubscribe != "" {
		m.SetGenHeader("List-Unsubscribe", "<"+l.Unsubscribe+">")
		m.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") // RFC 8058 §3.1
	}
	return nil
}

// body sets text, HTML and charts.
func (l Letter) body(m *gomail.Msg, d *Document) error {
	sheet := Lay(d, Limits{Rows: 200, Text: 600})
	var text strings.Builder
	if err := sheet.Text(&text); err != nil {
		return err
	}
	if l.Unsubscribe != "" {
		text.WriteString("\nUnsubscribe: " + l.Unsubscribe + "\n")
	}
	html, err := MailHTML(d, l.Charts, l.Unsubscribe)
	if err != nil {
		return err
	}
	m.SetBodyString(gomail.TypeTextPlain, text.String())
	m.AddAlternativeString(gomail.TypeTextHTML, html)
	for _, c := range l.Charts {
		if err := m.EmbedReader(c.Name, bytes.NewReader(c.PNG), gomail.WithFileContentType("image/png"), gomail.WithFileContentID("<"+c.Name+">")); err != nil {
			return fmt.Errorf("embed %s: %w", c.Name, err)
		}
	}
	return nil
}

// attach puts the PDF beside it, or the JSON, from which either can be verified.
func (l Letter) attach(m *gomail.Msg, d *Document) error {
	name := "holdfast-" + safeID(d.Period.Name)
	if l.PDF != nil {
		return m.AttachReader(name+".pdf", bytes.NewReader(l.PDF), gomail.WithFileContentType("application/pdf"))
	}
	var data bytes.Buffer
	if err := d.JSON(&data); err != nil {
		return err
	}
	return m.AttachReader(name+".json", &data, gomail.WithFileContentType("application/json"))
}
