package config

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"holdfast"
)

// shown is one effective value: its key, the value as people may see it, and
// where it comes from.
type shown struct{ key, value, from string }

// block is one thing of the plan with its values.
type block struct {
	title string
	lines []shown
}

// Show prints each effective value with the file and line it comes from; what
// no file says is "built-in". Secrets are masked. name narrows it to a check (by
// name, id or glob), a site, or a channel; empty shows all.
func (p *Plan) Show(w io.Writer, name string) error {
	blocks := p.blocks(name)
	if len(blocks) == 0 {
		return p.nothingCalled(name)
	}
	for i, b := range blocks {
		if i > 0 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		if err := b.print(w); err != nil {
			return err
		}
	}
	return nil
}

// nothingCalled is the error for a name that nothing has.
func (p *Plan) nothingCalled(name string) error {
	known := make([]string, 0, len(p.Checks)+len(p.Channels))
	for _, c := range p.Checks {
		known = append(known, c.Name)
	}
	for _, c := range p.Channels {
		known = append(known, c.Name)
	}
	if hint := suggest(name, known); hint != "" {
		return fmt.Errorf("%s has no check, site or channel %q; %s", p.File, name, hint)
	}
	return fmt.Errorf("%s has no check, site or channel %q", p.File, name)
}

// print writes a block, values and origins in columns.
func (b block) print(w io.Writer) error {
	if _, err := fmt.Fprintln(w, b.title); err != nil {
		return err
	}
	tab := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, line := range b.lines {
		if _, err := fmt.Fprintf(tab, "  %s\t%s\t%s\n", line.key, line.value, line.from); err != nil {
			return err
		}
	}
	return tab.Flush()
}

// blocks lists what Show prints.
func (p *Plan) blocks(name string) []block {
	var out []block
	if name == "" {
		out = append(out, p.topBlock())
	}
	for i, c := range p.Checks {
		if name == "" || called(c, name) {
			out = append(out, checkBlock(c, p.trace.checks[i]))
		}
	}
	for i, c := range p.Channels {
		if name == "" || c.Name == name {
			out = append(out, channelBlock(c, p.trace.channels[i]))
		}
	}
	if name == "" {
		out = append(out, p.restBlocks()...)
	}
	return out
}

// called reports whether a person means this check by that name.
func called(c holdfast.Check, name string) bool {
	return c.Name == name || c.ID == name || holdfast.Glob(name, c.Name) || strings.HasPrefix(c.Name, name+"/")
}

// topBlock shows the sections of one value.
func (p *Plan) topBlock() block {
	lines := []shown{
		{"data", p.Data, p.from("data")},
		{"listen", p.Listen, p.from("listen")},
		{"public", orNone(p.Public), p.from("public")},
		{"url", orNone(p.URL), p.from("url")},
		{"password", orNone(p.Password.String()), p.from("password")},
		{"insecure", strconv.FormatBool(p.Insecure), p.from("insecure")},
		{"vantage.name", p.Vantage.Name, p.from("vantage.name")},
		{"vantage.anchors", orNone(strings.Join(p.Vantage.Anchors, ", ")), p.from("vantage.anchors")},
		{"egress", orNone(p.Vantage.Egress), p.from("egress")},
		{"consent", orNone(joinAny(p.Consent)), p.from("consent")},
	}
	return block{title: p.File + "  " + p.Hash[:min(len(p.Hash), 12)], lines: lines}
}

// from is where a section of one value stands.
func (p *Plan) from(name string) string {
	if origin, ok := p.trace.top[name]; ok {
		return origin
	}
	return builtIn
}

// orNone is a value, or the word for none.
func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

// joinAny joins values as they print.
func joinAny[T fmt.Stringer](values []T) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = v.String()
	}
	return strings.Join(parts, ", ")
}
