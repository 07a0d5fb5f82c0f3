package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"holdfast/internal/scan"
)

func initCommand() *cobra.Command {
	var f scanFlags
	var file string
	var force bool
	cmd := &cobra.Command{
		Use:   "init HOST...",
		Short: "Look at hosts and write a holdfast.yaml for them",
		Long: `Scans the hosts and writes a commented config of a few lines. What is open today
becomes a comment, never a silent allow. An existing file is not touched without
--force.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := os.Stat(file); err == nil && !force {
				return fmt.Errorf("%s is there already; write another with -f, or over it with --force", file)
			} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			doc, err := f.run(cmd.Context(), args, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			doc.Text(cmd.OutOrStdout(), f.code(doc))
			if err := os.WriteFile(file, []byte(starter(doc)), 0o600); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "wrote %s. Next: put a channel in, then holdfast validate, holdfast run\n", file)
			return nil
		},
	}
	f.add(cmd)
	cmd.Flags().StringVarP(&file, "file", "f", "holdfast.yaml", "`file` to write")
	cmd.Flags().BoolVar(&force, "force", false, "write over an existing file")
	return cmd
}

// starter is a config for what was scanned.
func starter(doc scan.Document) string {
	var b strings.Builder
	b.WriteString("# Written by holdfast init. Every setting: holdfast config reference\n")
	b.WriteString("# Each host is asked: holdfast explain site\nsites:\n")
	for _, t := range doc.Targets {
		if host, port, ok := strings.Cut(t.Name, ":"); ok && !strings.Contains(port, ":") {
			fmt.Fprintf(&b, "  # only port %s was asked; the site below is the whole host\n  %s:\n", port, host)
			continue
		}
		fmt.Fprintf(&b, "  %s:\n", t.Name)
		starterPorts(&b, t)
	}
	b.WriteString(`
# What is silent may be the target's firewall or our own. If this network lets
# every port out, say so; it is printed as declared wherever it counts:
# egress: open

# What answers as long as our own way out works. With it a site that hangs is
# down; without it a lonely one is unknown.
# vantage: {name: office, anchors: ["tcp://1.1.1.1:443", "dns://9.9.9.9"]}

# Who is told. Nobody, until one is written:
channels: {}
#  ops: {slack: {webhook: "${SLACK_WEBHOOK}"}}
#  pager: {pagerduty: {routing_key: "${PAGERDUTY_KEY}"}}
`)
	return b.String()
}

// starterPorts says what else is open today, as a comment.
func starterPorts(b *strings.Builder, t scan.Target) {
	if strings.HasPrefix(t.Scope, "seen from inside") {
		b.WriteString("    # a local or private address: what is seen here is what neighbours see\n    exposure: {from: inside}\n    unreachable: {from: inside}\n")
	}
	var open []string
	for _, p := range t.Ports {
		if p.State == "open" && p.Port != 80 && p.Port != 443 {
			open = append(open, strings.TrimSpace(fmt.Sprintf("%d %s", p.Port, p.Service)))
		}
	}
	if len(open) > 0 {
		fmt.Fprintf(b, "    # open today and not allowed: %s. Close it, or allow it by name:\n    # exposure: {allow: [80, 443, …]}\n", strings.Join(open, ", "))
	}
}
