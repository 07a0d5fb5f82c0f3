package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"os"
	"time"

	"github.com/spf13/cobra"

	"holdfast"
	"holdfast/config"
	"holdfast/internal/app"
	"holdfast/internal/journal"
	"holdfast/internal/report"
	"holdfast/internal/report/gather"
	"holdfast/internal/report/pdf"
	"holdfast/internal/report/picture"
)

// reportFlags are what every report command wants to know.
type reportFlags struct {
	config, data, period, zone string
}

func (f *reportFlags) add(cmd *cobra.Command) {
	configFlag(cmd, &f.config)
	dataFlag(cmd, &f.data)
	cmd.Flags().StringVar(&f.period, "period", "", "`period`: week, month, quarter (the last whole one), 2026-W47, 2026-11, 2026-Q4, FROM..TO in days, or now (the last seven days); default the config's, else week")
	cmd.Flags().StringVar(&f.zone, "zone", "", "IANA time `zone` of days and times (default: the config's, else UTC)")
}

func reportCommand() *cobra.Command {
	var f reportFlags
	var output string
	cmd := &cobra.Command{
		Use:   "report",
		Short: "What held, what changed, what to do: the report of a week or any period",
		Long: `Makes the report of a period from the journal, for people (text, html, pdf, md,
eml) or programs (json). It tells what was promised and for how long that was
proven, what is new, still open, regressed, resolved or gone since the period
before, uptime and budgets, incidents, open ports, TLS, certificates, and how the
monitor itself did. It reads the journal, so it works while the monitor runs and
while it does not.

holdfast report send mails it now; holdfast report verify FILE recomputes every
number of a report that somebody hands you.`,
		Example: `  holdfast report                               the last whole week, as text
  holdfast report --period now -o html > r.html
  holdfast report --period 2026-10 -o pdf > october.pdf
  holdfast report --data DIR --period 2026-11-01..2026-11-20 -o json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, p, err := f.document(cmd.Context())
			if err != nil {
				return err
			}
			return writeReport(cmd.OutOrStdout(), d, p, output)
		},
	}
	f.add(cmd)
	cmd.Flags().StringVarP(&output, "output", "o", "text", "`form`: text, html, pdf, md, json or eml")
	cmd.AddCommand(reportSendCommand(), reportVerifyCommand(), reportSubscribeCommand())
	return cmd
}

// where is the data directory and, where one is found, the config.
func (f *reportFlags) where() (string, *config.Plan, error) {
	p, err := plan(f.config, holdfast.Env{Version: version()})
	switch {
	case err == nil && f.data == "":
		return p.Data, p, nil
	case err == nil:
		return f.data, p, nil
	case f.data != "" && f.config == "":
		return f.data, &config.Plan{}, nil // a journal speaks for itself
	default:
		return "", nil, err
	}
}

// document makes the document that the flags ask for.
func (f *reportFlags) document(ctx context.Context) (*report.Document, *config.Plan, error) {
	dir, p, err := f.where()
	if err != nil {
		return nil, nil, err
	}
	zone, err := time.LoadLocation(first(f.zone, p.Report.Zone, "UTC"))
	if err != nil || f.zone == "Local" {
		return nil, nil, fmt.Errorf("no time zone is called %q; want an IANA name such as Europe/Dublin", f.zone)
	}
	period, err := report.ParsePeriod(first(f.period, p.Report.Period, report.Week), time.Now(), zone)
	if err != nil {
		return nil, nil, err
	}
	j, err := journal.OpenReadOnly(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = j.Close() }()
	d, err := gather.Document(ctx, j, gather.Wish{Period: period, Made: time.Now(), Name: p.Report.Name, Page: p.URL, Version: version()})
	if errors.Is(err, gather.ErrNothing) {
		err = fmt.Errorf("%w; --period now tells of the last seven days", err)
	}
	return d, p, err
}

// writeReport writes a document in one of its forms.
func writeReport(w io.Writer, d *report.Document, p *config.Plan, output string) error {
	sheet := report.Lay(d, report.Limits{})
	switch output {
	case "text":
		return sheet.Text(w)
	case "md":
		return sheet.Markdown(w)
	case "json":
		return d.JSON(w)
	case "html":
		return d.HTML(w, picture.Drawings(d)...)
	case "pdf":
		printed, err := app.PrintReport(d)
		return writeAll(w, printed, err)
	case "eml":
		raw, err := mailOf(d, p)
		return writeAll(w, raw, err)
	default:
		return fmt.Errorf("output %q: want text, html, pdf, md, json or eml", output)
	}
}

func writeAll(w io.Writer, data []byte, err error) error {
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// mailOf is the document as a mail to the first recipient of the config.
func mailOf(d *report.Document, p *config.Plan) ([]byte, error) {
	l := report.Letter{From: &mail.Address{Name: "Holdfast", Address: "holdfast@localhost"}, To: &mail.Address{Address: "staff@localhost"}}
	for _, c := range p.Channels {
		if m, ok := c.Notifier.(interface{ Sender() *mail.Address }); ok && c.Name == p.Report.Channel {
			l.From = m.Sender()
		}
	}
	if len(p.Report.To) > 0 {
		l.To = &mail.Address{Address: p.Report.To[0]}
	}
	var err error
	if l.Charts, err = picture.Charts(d); err != nil {
		return nil, err
	}
	if l.PDF, err = app.PrintReport(d); err != nil {
		return nil, err
	}
	return report.EML(d, l)
}

func reportSendCommand() *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "send",
		Short: "Mail the report of a period now, once to each recipient",
		Long: `Makes the report of a period (default: the last whole one of the config's kind)
and mails it to the recipients of the config. A period has one report: who got it
gets no second one, and a report that is still on its way goes on. While the
monitor runs it sends; while it does not, this command does.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, p, err := f.where()
			if err != nil {
				return err
			}
			letters, err := app.NewClient(dir).SendReport(cmd.Context(), f.period)
			if errors.Is(err, app.ErrNotRunning) {
				letters, err = sendAlone(cmd, dir, p, f.period)
			}
			if err != nil {
				return err
			}
			return printLetters(cmd.OutOrStdout(), letters)
		},
	}
	configFlag(cmd, &f.config)
	dataFlag(cmd, &f.data)
	cmd.Flags().StringVar(&f.period, "period", "", "`period` as for holdfast report; it must be over")
	return cmd
}

// sendAlone sends without a monitor: it takes the data directory for itself.
func sendAlone(cmd *cobra.Command, dir string, p *config.Plan, period string) ([]journal.Letter, error) {
	j, err := journal.Open(cmd.Context(), dir, journal.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = j.Close() }()
	r := &app.Reporter{Journal: j, Plan: func() *config.Plan { return p }, Log: logger(cmd.ErrOrStderr(), "text"), Now: time.Now, Version: version(), Started: time.Now()}
	if err := r.Open(cmd.Context()); err != nil {
		return nil, err
	}
	return r.SendAlone(cmd.Context(), period)
}

// printLetters prints one line a letter, and fails unless all were taken.
func printLetters(w io.Writer, letters []journal.Letter) error {
	failed := 0
	for _, l := range letters {
		line := l.State.String()
		if l.Answer != "" {
			line += ": " + l.Answer
		}
		if l.State != holdfast.DeliveryDone && l.State != holdfast.DeliverySuperseded {
			failed++
		}
		fmt.Fprintf(w, "%s  %-32s %s\n", l.Period, l.Recipient, line)
	}
	switch {
	case len(letters) == 0:
		fmt.Fprintln(w, "nobody wants this report: every recipient unsubscribed")
	case failed > 0:
		return exitError{code: exitBroken, text: fmt.Sprintf("%d of %s not taken yet; what waits is on disk and tried again while the monitor runs", failed, plural(len(letters), "mail"))}
	}
	return nil
}

func reportSubscribeCommand() *cobra.Command {
	var f clientFlags
	cmd := &cobra.Command{
		Use: "subscribe ADDRESS", Short: "Take back that somebody unsubscribed from reports", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := f.client()
			if err != nil {
				return err
			}
			if err := c.Subscribe(cmd.Context(), args[0]); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s gets the next report, if the config names it\n", args[0])
			return nil
		},
	}
	f.add(cmd)
	return cmd
}

func reportVerifyCommand() *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "verify FILE",
		Short: "Recompute every number of a report from the journal, and name those that differ",
		Long: `Takes the numbers out of a report (PDF, HTML, JSON or mail, as holdfast made it),
makes the report of that period anew from the journal and compares. Exit code 0:
all are equal; 1: some differ, and are named.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			told, err := report.Extract(data, pdf.Embedded)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			dir, _, err := f.where()
			if err != nil {
				return err
			}
			return verifyReport(cmd, dir, told)
		},
	}
	configFlag(cmd, &f.config)
	dataFlag(cmd, &f.data)
	return cmd
}

// verifyReport compares a report with the journal in dir.
func verifyReport(cmd *cobra.Command, dir string, told *report.Document) error {
	j, err := journal.OpenReadOnly(cmd.Context(), dir)
	if err != nil {
		return err
	}
	defer func() { _ = j.Close() }()
	if j.Instance() != told.Instance {
		return exitError{code: exitBroken, text: fmt.Sprintf("the report is of instance %s, the journal in %s of instance %s: another monitor made it", told.Instance, dir, j.Instance())}
	}
	found, err := gather.Document(cmd.Context(), j, gather.Wish{Period: told.Period, Made: told.Made, Late: told.Late, Name: told.Name, Page: told.Page, Version: told.Version})
	if err != nil {
		return err
	}
	differ, err := report.Compare(told, found)
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	for _, d := range differ {
		fmt.Fprintf(w, "differs  %s: the report says %s, the journal says %s\n", d.Path, d.Report, d.Found)
	}
	if len(differ) > 0 {
		return exitError{code: exitBroken, text: fmt.Sprintf("%s of the report of %s differ from what the journal says", plural(len(differ), "value"), told.Period.Name)}
	}
	fmt.Fprintf(w, "every number of the report of %s is what the journal says\n", told.Period.Name)
	return nil
}
