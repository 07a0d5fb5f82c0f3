package main

//go:generate go run . docs ../../docs

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"holdfast/config"
)

// docsCommand writes what is generated from the code: the reference of the
// config, its schema, a page a kind, and man pages.
func docsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "docs DIR", Short: "Write the generated documentation", Args: cobra.ExactArgs(1), Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := generated(cmd.Root())
			if err != nil {
				return err
			}
			for name, text := range files {
				path := filepath.Join(args[0], filepath.FromSlash(name))
				if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
					return err
				}
				if err := os.WriteFile(path, text, 0o600); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// generated renders every generated file, by its path below docs.
func generated(root *cobra.Command) (map[string][]byte, error) {
	root.InitDefaultCompletionCmd()
	files := map[string][]byte{}
	var err error
	if files["config.md"], err = config.Reference(catalogue()); err != nil {
		return nil, err
	}
	if files["config.schema.json"], err = config.Schema(catalogue()); err != nil {
		return nil, err
	}
	files["metrics.md"] = metricsPage()
	for _, k := range catalogue().Probes {
		files["probes/"+k.Name+".md"] = kindPage(k.Doc, k.Sample)
	}
	for _, k := range catalogue().Channels {
		files["channels/"+k.Name+".md"] = kindPage(k.Doc, k.Sample)
	}
	return files, manPages(root, files)
}

// kindPage is a kind's own page with its sample below.
func kindPage(text, sample string) []byte {
	return []byte("<!-- generated from the kind's folder by `make generate`; edit it there -->\n\n" + strings.TrimSpace(text) + "\n\n## Sample\n\n```yaml\n" + strings.TrimSpace(sample) + "\n```\n")
}

// manPages renders one page a command, without a date so that they are stable.
func manPages(cmd *cobra.Command, files map[string][]byte) error {
	if cmd.Hidden || cmd.Name() == "help" {
		return nil
	}
	cmd.DisableAutoGenTag = true
	cmd.InitDefaultHelpFlag()
	restore := personless(cmd)
	defer restore()
	var b bytes.Buffer
	epoch := time.Unix(0, 0).UTC()
	if err := doc.GenMan(cmd, &doc.GenManHeader{Title: "HOLDFAST", Section: "1", Date: &epoch, Source: "Holdfast"}, &b); err != nil {
		return fmt.Errorf("man page of %s: %w", cmd.CommandPath(), err)
	}
	files["man/"+strings.ReplaceAll(cmd.CommandPath(), " ", "-")+".1"] = b.Bytes()
	for _, sub := range cmd.Commands() {
		if err := manPages(sub, files); err != nil {
			return err
		}
	}
	return nil
}

// personless takes the name of whoever runs this out of the --by default, so
// that the page is the same for everybody.
func personless(cmd *cobra.Command) func() {
	by := cmd.Flags().Lookup("by")
	if by == nil {
		return func() {}
	}
	was := by.DefValue
	by.DefValue = "you"
	return func() { by.DefValue = was }
}
