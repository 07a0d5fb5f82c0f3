package report

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes the sheet as GitHub's Markdown. What came from targets is
// escaped, so that no banner can make itself a heading or a link.
func (s *Sheet) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s", md(s.Title), md(s.Span))
	if s.Page != "" {
		fmt.Fprintf(&b, " · <%s>", s.Page)
	}
	b.WriteString("\n")
	if s.Late != "" {
		b.WriteString("\n" + md(s.Late) + "\n")
	}
	if len(s.Actions) > 0 {
		b.WriteString("\n## To do\n\n")
	}
	for i := range s.Actions {
		a := &s.Actions[i]
		fmt.Fprintf(&b, "%d. **%s** %s", a.Number, a.Verb, linked(md(a.Text), a.Link))
		b.WriteString(prefixed("<br>do: ", md(a.Fix)) + prefixed("<br>who: ", md(a.Who)) + "\n")
	}
	if s.More != "" {
		b.WriteString("\n" + s.More + "\n")
	}
	for i := range s.Sections {
		mdSection(&b, &s.Sections[i])
	}
	b.WriteString("\n## How counted\n\n")
	for _, f := range s.Foot {
		b.WriteString("- " + md(f) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// mdSection writes one part as a table.
func mdSection(b *strings.Builder, s *Section) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n", md(s.Title), md(s.Lead))
	for i := range s.Rows {
		if i == 0 {
			b.WriteString("\n| | | |\n|---|---|---|\n")
		}
		r := &s.Rows[i]
		lines := make([]string, len(r.Lines))
		for k, l := range r.Lines {
			lines[k] = md(l)
		}
		fmt.Fprintf(b, "| %s | **%s** | %s |\n", linked(md(r.Title), r.Link), md(r.State), strings.Join(lines, "<br>"))
	}
	if s.Fold != "" {
		b.WriteString("\n" + md(s.Fold) + "\n")
	}
	for i, n := range s.Notes {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString("- " + md(n) + "\n")
	}
}

// linked makes a text a link where there is an address.
func linked(text, link string) string {
	if link == "" {
		return text
	}
	return "[" + text + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "").Replace(link) + ">)"
}

// md escapes what Markdown would read as its own.
func md(s string) string {
	return strings.NewReplacer(
		"\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", "\\|", "#", "\\#", "\n", " ", "\r", " ",
	).Replace(s)
}
