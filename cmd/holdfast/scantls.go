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

	"github.com/spf13/cobra"

	"holdfast"
	"holdfast/internal/scan"
	"holdfast/internal/term"
	"holdfast/probes/tlsgrade/report"
)

// tlsFlags are those of scan --tls.
type tlsFlags struct {
	on, gentle, fast, offline bool
	sni, ca, starttls         string
	atLeast                   string
}

func (f *tlsFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.on, "tls", false, "grade TLS alone, in full: versions, suites, certificates, vulnerabilities")
	cmd.Flags().StringVar(&f.sni, "sni", "", "with --tls: the `name` to ask for and to find in the certificate (default: the host)")
	cmd.Flags().StringVar(&f.ca, "ca", "", "with --tls: a PEM `file` with the authorities that count")
	cmd.Flags().StringVar(&f.starttls, "starttls", "", "with --tls: speak this `protocol` first, such as smtp or postgres")
	cmd.Flags().BoolVar(&f.gentle, "gentle", false, "with --tls: few connections, a few at a time (the default)")
	cmd.Flags().BoolVar(&f.fast, "fast", false, "with --tls: ask many things at once")
	cmd.Flags().BoolVar(&f.offline, "offline", false, "with --tls: ask nobody but the server (no OCSP, CRL, CAA)")
	cmd.Flags().StringVar(&f.atLeast, "at-least", "A", "with --tls: the worst `grade` for exit code 0")
	cmd.MarkFlagsMutuallyExclusive("gentle", "fast")
}

// check refuses flags of --tls without it.
func (f *tlsFlags) check(cmd *cobra.Command) error {
	if f.on {
		return nil
	}
	for _, name := range []string{"sni", "ca", "starttls", "gentle", "fast", "offline", "at-least"} {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s goes with --tls", name)
		}
	}
	return nil
}

// runTLS grades all arguments and writes the report.
func (f *scanFlags) runTLS(cmd *cobra.Command, args []string) error {
	if !slices.Contains([]string{"text", "json", "html"}, f.output) {
		return fmt.Errorf("-o %s is not known with --tls; want text, json or html", f.output)
	}
	want, err := report.ParseGrade(f.tls.atLeast)
	if err != nil {
		return fmt.Errorf("--at-least: %w", err)
	}
	servers, err := tlsServers(args)
	if err != nil {
		return err
	}
	doc, err := f.lookTLS(cmd.Context(), servers, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	code := f.codeTLS(doc, want)
	if err := writeTLS(cmd.OutOrStdout(), doc, f.output, code); err != nil {
		return err
	}
	if code != exitFine {
		return exitError{code: code}
	}
	return nil
}

// tlsServers reads the arguments; the port is 443 where none is named.
func tlsServers(args []string) ([]report.Server, error) {
	var out []report.Server
	var faults []error
	for _, arg := range args {
		a, err := scan.ParseAim(arg)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		if a.Port == 0 {
			a.Port = 443
		}
		out = append(out, report.Server{Host: a.Host, Port: uint16(a.Port)})
	}
	return out, errors.Join(faults...)
}

// lookTLS asks the servers, with a line of progress on a terminal.
func (f *scanFlags) lookTLS(ctx context.Context, servers []report.Server, out io.Writer) (report.Document, error) {
	o := report.Options{
		Env: holdfast.Env{Version: version()}, ServerName: f.tls.sni, CA: f.tls.ca, StartTLS: f.tls.starttls,
		Fast: f.tls.fast, Offline: f.tls.offline, IP: f.ip, Timeout: f.timeout,
	}
	if term.Is(out) {
		line := &stageLine{w: out, began: time.Now(), done: make(chan struct{})}
		o.Stage = line.say
		go line.tick()
		defer line.clear()
	}
	return report.Run(ctx, servers, o)
}

// codeTLS is the exit code: a grade below the wanted one is broken, one that is
// not known unknown.
func (f *scanFlags) codeTLS(doc report.Document, want report.Grade) int {
	code := exitFine
	for _, t := range doc.Targets {
		switch t.Reaches(want) {
		case holdfast.Broken:
			return exitBroken
		case holdfast.Unknown:
			code = exitUnknown
		case holdfast.Holds, holdfast.AtRisk:
		}
	}
	return code
}

// writeTLS writes the report in a form.
func writeTLS(w io.Writer, doc report.Document, form string, code int) error {
	switch form {
	case "json":
		return doc.JSON(w)
	case "html":
		return doc.HTML(w)
	default:
		doc.Text(w, term.For(w), code)
		return nil
	}
}

// stageLine is one line on a terminal that says what is being asked.
type stageLine struct {
	w     io.Writer
	began time.Time
	done  chan struct{}

	mu    sync.Mutex // guards what follows
	text  string
	shown bool
}

// say notes what begins.
func (l *stageLine) say(target, stage string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = target + "  " + stage
}

// tick writes the line anew each half second, from the second second on.
func (l *stageLine) tick() {
	t := time.NewTicker(500 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-l.done:
			return
		case <-t.C:
			l.show()
		}
	}
}

func (l *stageLine) show() {
	l.mu.Lock()
	defer l.mu.Unlock()
	gone := time.Since(l.began)
	if gone < 2*time.Second || l.text == "" {
		return
	}
	fmt.Fprintf(l.w, "\r\x1b[K%s  %.0f s  Ctrl-C: stop", strings.TrimSpace(l.text), gone.Seconds())
	l.shown = true
}

// clear takes the line away.
func (l *stageLine) clear() {
	close(l.done)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.shown {
		fmt.Fprint(l.w, "\r\x1b[K")
	}
}
