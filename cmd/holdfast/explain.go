package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"holdfast"
)

func explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain KIND|FAULT|site",
		Short: "Explain a kind of check or channel, a fault key, or what a site is asked",
		Example: `  holdfast explain exposure
  holdfast explain port/6379
  holdfast explain site`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := explain(args[0])
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), strings.TrimSpace(text))
			return nil
		},
	}
}

// page is a kind's documentation, of checks and channels alike.
type page struct{ name, title, doc, sample string }

// pages are all kinds' pages.
func pages() []page {
	var all []page
	c := catalogue()
	for _, k := range c.Probes {
		all = append(all, page{k.Name, k.Title, k.Doc, k.Sample})
	}
	for _, k := range c.Channels {
		all = append(all, page{k.Name, k.Title, k.Doc, k.Sample})
	}
	return all
}

// explain finds the page of a kind, or the section that explains a fault key.
func explain(what string) (string, error) {
	if what == "site" {
		return explainSite(), nil
	}
	var names, found []string
	for _, p := range pages() {
		names = append(names, p.name)
		if p.name == what {
			return p.doc + "\n\n## Sample\n\n" + p.sample, nil
		}
		if section := faultSection(p.doc, what); section != "" {
			found = append(found, p.name+"\n\n"+section)
		}
	}
	if len(found) > 0 {
		return strings.Join(found, "\n\n"), nil
	}
	slices.Sort(names)
	return "", fmt.Errorf("nothing is called %q; there are the kinds %s, and fault keys such as port/6379 or protocol/TLS1.0", what, strings.Join(names, ", "))
}

// faultSection returns the part of a page under a "### `key`" heading that fits.
func faultSection(doc, key string) string {
	var out []string
	inside := false
	for line := range strings.Lines(doc) {
		if strings.HasPrefix(line, "#") {
			inside = false
			if head, ok := strings.CutPrefix(line, "### "); ok {
				inside = headingFits(head, key)
			}
		}
		if inside {
			out = append(out, line)
		}
	}
	return strings.TrimSpace(strings.Join(out, ""))
}

// headingFits reads the keys between back quotes; an upper-case or bracketed last
// part (port/N, suite/NAME) stands for any.
func headingFits(head, key string) bool {
	parts := strings.Split(head, "`")
	for i := 1; i < len(parts); i += 2 {
		pattern := parts[i]
		stem, last, ok := strings.Cut(pattern, "/")
		open := ok && (last == "*" || last == "N" || strings.HasPrefix(last, "<") || strings.ToUpper(last) == last && !strings.ContainsAny(last, "0123456789"))
		if pattern == key || open && strings.HasPrefix(key, stem+"/") {
			return true
		}
	}
	return false
}

// explainSite lists what every site is asked.
func explainSite() string {
	var b strings.Builder
	b.WriteString("A site is one host that is asked the questions of every statement. `sites: [www.example.com]` expands to:\n\n")
	for _, k := range catalogue().Probes {
		if k.Site {
			fmt.Fprintf(&b, "  www.example.com/%-12s every %-4s %s\n", k.Name, holdfast.FormatDuration(k.Every), k.Title)
		}
	}
	b.WriteString("\nSettings below the host change one of them (`uptime: {path: /health}`), `off` removes it. Details: holdfast explain KIND.")
	return b.String()
}
