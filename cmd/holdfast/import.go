package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"holdfast"
	"holdfast/config"
	"holdfast/internal/importer"
	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
	"holdfast/probes"
)

// importFlags say whose the files are, and where things go.
type importFlags struct{ from, out, env string }

func importCommand() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Turn the config of another monitor into ours",
		Long: `Reads blackbox.yml, a config of Gatus, a backup of Uptime Kuma or a scrape config
of Prometheus, and writes a holdfast.yaml that loads. A scrape config and the
blackbox.yml of its exporter belong together: give both.

What cannot be carried over stands as a comment beside its place, and in a list
at the end. Secrets become variables; --env-file writes them where you say.

Exit codes: 0 everything went over, 1 something was left behind, 2 a file is not
what it should be.`,
		Example: `  holdfast import gatus.yaml -o holdfast.yaml
  holdfast import prometheus.yml blackbox.yml -o holdfast.yaml --env-file holdfast.env`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(args, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVar(&f.from, "from", "", "whose the files are: "+strings.Join(importer.Origins(), ", ")+" (default: their content says)")
	cmd.Flags().StringVarP(&f.out, "output", "o", "", "`file` to write, which must not be there yet (default: standard output)")
	cmd.Flags().StringVar(&f.env, "env-file", "", "`file` to write the secrets to, readable by you alone, which must not be there yet")
	return cmd
}

// run imports the files.
func (f importFlags) run(names []string, stdout, stderr io.Writer) error {
	if f.from != "" && !slices.Contains(importer.Origins(), f.from) {
		return fmt.Errorf("--from %s: want one of %s", f.from, strings.Join(importer.Origins(), ", "))
	}
	for _, path := range []string{f.out, f.env} {
		if err := absent(path); err != nil {
			return err
		}
	}
	files, err := readAll(names, importer.Origin(f.from))
	if err != nil {
		return err
	}
	result, err := importer.Import(files, importer.Options{Kinds: kindNames(), Load: refusals(f.out), Read: os.ReadFile, Glob: filepath.Glob})
	if faults, ok := errors.AsType[source.Faults](err); ok {
		fmt.Fprintln(stderr, faults.Error())
		return exitError{code: exitUsage, text: fmt.Sprintf("%s; nothing was written", plural(len(faults), "fault"))}
	}
	if err != nil {
		return err
	}
	if err := f.write(result, stdout); err != nil {
		return err
	}
	f.tell(result, stderr)
	if len(result.Left) > 0 {
		return exitError{code: exitBroken}
	}
	return nil
}

// absent is the fault that a file is there already; an empty path is none.
func absent(path string) error {
	if path == "" {
		return nil
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already; name another, or move it away", path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// readAll reads the files; all that cannot be read are named.
func readAll(names []string, from importer.Origin) ([]importer.File, error) {
	files := make([]importer.File, 0, len(names))
	var faults []error
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		files = append(files, importer.File{Name: name, Data: data, From: from})
	}
	return files, errors.Join(faults...)
}

// kindNames are the kinds of check that this binary has.
func kindNames() []string {
	var names []string
	for _, kind := range probes.All() {
		names = append(names, kind.Name)
	}
	return names
}

// refusals gives a config to the loader, as if it stood in the file out.
func refusals(out string) func([]byte, func(string) (string, bool)) []draft.Refusal {
	return func(text []byte, getenv func(string) (string, bool)) []draft.Refusal {
		_, err := config.Parse(cmp.Or(out, "holdfast.yaml"), text, config.Options{Catalogue: catalogue(), Env: holdfast.Env{Version: version()}, Getenv: getenv})
		faults, ok := errors.AsType[config.Faults](err)
		switch {
		case err == nil:
			return nil
		case !ok:
			return []draft.Refusal{{Text: err.Error()}}
		}
		list := make([]draft.Refusal, len(faults))
		for i, fault := range faults {
			list[i] = draft.Refusal{Line: fault.Line, Text: fault.Text}
			if fault.Hint != "" {
				list[i].Text += "; " + fault.Hint
			}
		}
		return list
	}
}

// write puts the config and the secrets where they belong. Neither file is
// written over.
func (f importFlags) write(result importer.Result, stdout io.Writer) error {
	if f.env != "" {
		if err := create(f.env, []byte(envFile(result.Secrets))); err != nil {
			return err
		}
	}
	if f.out == "" {
		_, err := stdout.Write(result.Config)
		return err
	}
	return create(f.out, result.Config)
}

// create writes a new file that its owner alone may read.
func create(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}

// envFile is the secrets as a shell and systemd read them.
func envFile(secrets []draft.Secret) string {
	var b strings.Builder
	b.WriteString("# Written by holdfast import. Keep it from others.\n")
	for _, s := range secrets {
		if !s.Known {
			fmt.Fprintf(&b, "# %s: %s\n# %s=\n", s.What, s.Advice, s.Name)
			continue
		}
		fmt.Fprintf(&b, "%s='%s'\n", s.Name, strings.ReplaceAll(s.Reveal(), "'", `'\''`))
	}
	return b.String()
}

// tell says what came of it, on standard error.
func (f importFlags) tell(result importer.Result, w io.Writer) {
	fmt.Fprintf(w, "%s written to %s\n", plural(result.Checks, "check"), cmp.Or(f.out, "standard output"))
	if len(result.Secrets) > 0 {
		fmt.Fprintf(w, "\nset before it is loaded:\n")
		for _, s := range result.Secrets {
			fmt.Fprintf(w, "  %s: %s (%s)\n", s.Name, s.What, s.Place)
			if s.Advice != "" {
				fmt.Fprintf(w, "    %s\n", s.Advice)
			}
		}
	}
	if len(result.Left) == 0 {
		fmt.Fprintln(w, "\neverything went over")
		return
	}
	fmt.Fprintf(w, "\nnot carried over (%d):\n", len(result.Left))
	for _, l := range result.Left {
		fmt.Fprintf(w, "  %s\n", l)
	}
}
