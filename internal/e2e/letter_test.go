//go:build check

package e2e

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
)

// letter is a mail as a mailbox has it, opened.
type letter struct {
	mail.Header
	subject, text, html string
}

// openLetter opens a message that must be text and HTML of the same (RFC 2046
// section 5.1.4), each part in an encoding that a mail may have.
func openLetter(t *testing.T, raw []byte) letter {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("not a mail: %v\n%s", err, raw)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("the mail is %q (%v), want multipart/alternative\n%s", kind, err, raw)
	}
	l := letter{Header: m.Header}
	if l.subject, err = (&mime.WordDecoder{}).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	l.text = nextPart(t, parts, "text/plain")
	l.html = nextPart(t, parts, "text/html")
	if _, err := parts.NextRawPart(); err != io.EOF { //nolint:errorlint // the reader returns it bare
		t.Fatalf("after text and HTML: %v, want the end", err)
	}
	return l
}

// nextPart reads a part that must be of a kind, in UTF-8.
func nextPart(t *testing.T, parts *multipart.Reader, want string) string {
	t.Helper()
	p, err := parts.NextRawPart()
	if err != nil {
		t.Fatalf("no %s part: %v", want, err)
	}
	kind, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
	if err != nil || kind != want || !strings.EqualFold(params["charset"], "utf-8") {
		t.Fatalf("part %q (%v), want %s in UTF-8", p.Header.Get("Content-Type"), err, want)
	}
	if how := p.Header.Get("Content-Transfer-Encoding"); how != "quoted-printable" {
		t.Fatalf("%s is sent as %q, want quoted-printable", want, how)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(p))
	if err != nil {
		t.Fatalf("%s: %v", want, err)
	}
	return string(text)
}
