package pdf

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"holdfast/internal/report"
)

// attached is the name of the JSON within the document.
const attached = "report.json"

// Write sets the report as a PDF of A4 pages.
func Write(w io.Writer, d *report.Document) error {
	data, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("set the report of %s as PDF: %w", d.Period.Name, err)
	}
	var raw bytes.Buffer
	if err := set(&raw, d, data); err != nil {
		return fmt.Errorf("set the report of %s as PDF: %w", d.Period.Name, err)
	}
	small, err := squeeze(raw.Bytes())
	if err != nil {
		return fmt.Errorf("compress the report of %s: %w", d.Period.Name, err)
	}
	_, err = w.Write(small)
	return err
}

// set writes all pages.
func set(w io.Writer, d *report.Document, data []byte) error {
	sheet := report.Lay(d, report.Limits{Days: true})
	p := newPaper(d, sheet.Title)
	p.f.SetAttachments([]fpdf.Attachment{{Content: data, Filename: attached, Description: "every number of this report, for holdfast report verify"}})
	p.f.AddPage()
	p.y = edge
	p.title(&sheet, d)
	p.verdict(&sheet)
	for i := range sheet.Sections {
		p.section(&sheet.Sections[i], d)
	}
	p.method(sheet.Foot)
	if err := p.f.Output(w); err != nil {
		return fmt.Errorf("write %d pages: %w", p.f.PageNo(), err)
	}
	return nil
}

// newPaper opens a document without a page.
func newPaper(d *report.Document, title string) *paper {
	f := fpdf.New("P", "pt", "A4", "")
	f.SetCatalogSort(true)
	f.SetCreationDate(d.Made.UTC())
	f.SetModificationDate(d.Made.UTC())
	f.SetTitle(title, true)
	f.SetSubject(d.Period.Name, true)
	f.SetAuthor(d.Name, true)
	f.SetCreator("holdfast "+d.Version, true)
	f.SetProducer("holdfast", true)
	f.SetLang("en")
	f.SetMargins(edge, edge, edge)
	f.SetAutoPageBreak(false, 0)
	f.SetCellMargin(0)
	f.AliasNbPages("{pages}")
	f.AddUTF8FontFromBytes(family, "", bytes.Clone(goregular.TTF))
	f.AddUTF8FontFromBytes(family, "B", bytes.Clone(gobold.TTF))
	p := &paper{f: f, glyphs: newGlyphs(), name: runningHead(d)}
	f.SetFooterFunc(p.footer)
	return p
}

// runningHead is what every page says at its foot.
func runningHead(d *report.Document) string {
	if d.Name == "" {
		return d.Period.Name
	}
	return d.Name + " · " + d.Period.Name
}
