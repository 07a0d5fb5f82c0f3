package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// JSON writes the document, indented, with a newline at its end.
func (d *Document) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(d)
}

// ErrForm is a document of another form than this program knows.
var ErrForm = errors.New("not a report of this form")

// Parse reads a document from its JSON.
func Parse(data []byte) (*Document, error) {
	d := &Document{}
	if err := json.Unmarshal(data, d); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if d.Form != Form {
		return nil, fmt.Errorf("%w: form %d, this holdfast knows %d", ErrForm, d.Form, Form)
	}
	return d, nil
}
