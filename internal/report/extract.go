package report

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// ErrNoData is a file in which no report's JSON was found.
var ErrNoData = errors.New("holds no report's data; want the PDF, HTML, JSON or mail (.eml) of holdfast report")

// Reader takes the JSON out of a PDF.
type Reader func(pdf []byte) ([]byte, error)

// Extract finds the document in any of its forms. pdf reads PDFs; nil reads
// none.
func Extract(data []byte, pdf Reader) (*Document, error) {
	trimmed := bytes.TrimSpace(data)
	switch {
	case bytes.HasPrefix(trimmed, []byte("{")):
		return Parse(trimmed)
	case bytes.HasPrefix(trimmed, []byte("%PDF-")):
		return fromPDF(data, pdf)
	case bytes.Contains(data, []byte(pageMark)):
		_, rest, _ := bytes.Cut(data, []byte(pageMark))
		body, _, _ := bytes.Cut(rest, []byte("</script>"))
		return Parse(body)
	}
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return nil, ErrNoData
	}
	return fromPart(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body, pdf)
}

func fromPDF(data []byte, pdf Reader) (*Document, error) {
	if pdf == nil {
		return nil, ErrNoData
	}
	body, err := pdf(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoData, err)
	}
	return Parse(body)
}

// mostAttached bounds what is read of a part.
const mostAttached = 64 << 20

// fromPart looks through a mail's parts for the attached JSON or PDF.
func fromPart(contentType, encoding string, body io.Reader, pdf Reader) (*Document, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, ErrNoData
	}
	if strings.HasPrefix(kind, "multipart/") {
		return fromParts(multipart.NewReader(body, params["boundary"]), pdf)
	}
	if kind != "application/json" && kind != "application/pdf" {
		return nil, ErrNoData
	}
	switch strings.ToLower(encoding) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	data, err := io.ReadAll(io.LimitReader(body, mostAttached))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoData, err)
	}
	if kind == "application/pdf" {
		return fromPDF(data, pdf)
	}
	return Parse(data)
}

// fromParts takes the first part that holds a report.
func fromParts(r *multipart.Reader, pdf Reader) (*Document, error) {
	for {
		p, err := r.NextRawPart()
		if err != nil {
			return nil, ErrNoData
		}
		d, err := fromPart(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p, pdf)
		if !errors.Is(err, ErrNoData) {
			return d, err
		}
	}
}
