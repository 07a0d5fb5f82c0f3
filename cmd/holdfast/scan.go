package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"holdfast"
	"holdfast/internal/scan"
	"holdfast/internal/term"
	"holdfast/probes"
)

// scanFlags are what a person may narrow.
type scanFlags struct {
	output, ports, ip, egress string
	strict                    bool
	timeout                   time.Duration
	tls                       tlsFlags
}

func (f *scanFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.ports, "ports", "all", "ports to sweep: all, db, web, dangerous or a `list` such as 1-1024,3306")
	cmd.Flags().StringVar(&f.ip, "ip", "", "only IPv4 or IPv6: 4 or 6")
	cmd.Flags().StringVar(&f.egress, "egress", "", "open: declare that this network lets every port out, so that silence counts")
	cmd.Flags().DurationVar(&f.timeout, "timeout", 10*time.Minute, "longest `time` for one host")
}

func scanCommand() *cobra.Command {
	var f scanFlags
	cmd := &cobra.Command{
		Use:   "scan HOST...",
		Short: "Look at hosts once: uptime, open ports, reachable databases, TLS",
		Long: `Looks at each host once and reports, worst first. What is wanted: an answer over
HTTP(S), only 80 and 443 open, no database port, TLS of grade A with forward
secrecy. HOST:PORT asks uptime and TLS of that port only. With --tls only TLS is
looked at, in full: the grade comes first, then why, then what to change. Only scan
what is yours.

Exit codes: 0 holds or at risk (--strict: at risk is 1), 1 something is broken,
3 nothing is broken but something is unknown, 2 usage.`,
		Example: `  holdfast scan app.example.com
  holdfast scan app.example.com:8443 -o json
  holdfast scan db.example.com --ports db --egress open
  holdfast scan app.example.com --tls
  holdfast scan mail.example.com:25 --tls --starttls smtp -o json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.tls.check(cmd); err != nil {
				return err
			}
			if f.tls.on {
				return f.runTLS(cmd, args)
			}
			if !slices.Contains([]string{"text", "json", "html", "sarif"}, f.output) {
				return fmt.Errorf("-o %s is not known; want text, json, html or sarif", f.output)
			}
			doc, err := f.run(cmd.Context(), args, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			code := f.code(doc)
			if err := render(cmd.OutOrStdout(), doc, f.output, code); err != nil {
				return err
			}
			if code != exitFine {
				return exitError{code: code}
			}
			return nil
		},
	}
	f.add(cmd)
	f.tls.add(cmd)
	cmd.Flags().StringVarP(&f.output, "output", "o", "text", "`form`: text, json, html or sarif")
	cmd.Flags().BoolVar(&f.strict, "strict", false, "at risk counts as broken in the exit code")
	return cmd
}

// run scans all arguments.
func (f *scanFlags) run(ctx context.Context, args []string, out io.Writer) (scan.Document, error) {
	var aims []scan.Aim
	for _, arg := range args {
		a, err := scan.ParseAim(arg)
		if err != nil {
			return scan.Document{}, err
		}
		aims = append(aims, a)
	}
	if !slices.Contains([]string{"", "4", "6"}, f.ip) || !slices.Contains([]string{"", "open"}, f.egress) {
		return scan.Document{}, errors.New("--ip wants 4 or 6, --egress wants open")
	}
	line := &progressLine{w: out, began: time.Now()}
	defer line.clear()
	o := scan.Options{
		Kinds: probes.All(), Env: holdfast.Env{Version: version(), Egress: f.egress}, Decode: strictly,
		Ports: f.ports, IP: f.ip, Timeout: f.timeout,
	}
	if term.Is(out) {
		o.Progress = line.show
	}
	return scan.Run(ctx, aims, o)
}

// strictly fills settings from a map, as from a file.
func strictly(settings map[string]any, into any) error {
	text, err := yaml.Marshal(settings)
	if err != nil {
		return err
	}
	return yaml.UnmarshalWithOptions(text, into, yaml.Strict())
}

// code is the exit code that the document stands for.
func (f *scanFlags) code(doc scan.Document) int {
	code := exitFine
	for _, t := range doc.Targets {
		for _, c := range t.Checks {
			switch {
			case c.Status == holdfast.Broken, f.strict && c.Status == holdfast.AtRisk:
				return exitBroken
			case c.Status == holdfast.Unknown:
				code = exitUnknown
			}
		}
	}
	return code
}

// render writes the document in a form.
func render(w io.Writer, doc scan.Document, form string, code int) error {
	switch form {
	case "json":
		return doc.JSON(w)
	case "html":
		return doc.HTML(w)
	case "sarif":
		return doc.SARIF(w, version())
	default:
		doc.Text(w, code)
		return nil
	}
}

// progressLine is one line on a terminal that is written over and cleared.
type progressLine struct {
	w     io.Writer
	began time.Time
	mu    sync.Mutex // guards shown
	shown bool
}

// show writes how far the sweep is, from the second second on.
func (l *progressLine) show(target string, p holdfast.Progress) {
	l.mu.Lock()
	defer l.mu.Unlock()
	gone := time.Since(l.began)
	if gone < 2*time.Second || p.Of == 0 {
		return
	}
	left := ""
	if p.Done > p.Of/50 {
		left = fmt.Sprintf("  %s left", (gone * time.Duration(p.Of-p.Done) / time.Duration(p.Done)).Round(time.Second))
	}
	line := fmt.Sprintf("%s  ports %d %%  open %s%s  Ctrl-C: report so far", target, 100*p.Done/p.Of, first(strings.Join(p.Found, " "), "none yet"), left)
	if width := term.Width(l.w); len(line) > width-1 {
		line = line[:width-1]
	}
	fmt.Fprintf(l.w, "\r\x1b[K%s", line)
	l.shown = true
}

// clear takes the line away.
func (l *progressLine) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.shown {
		fmt.Fprint(l.w, "\r\x1b[K")
	}
}
