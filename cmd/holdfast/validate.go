package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"holdfast"
	"holdfast/probes/blackbox"
)

func validateCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "validate [FILE]",
		Short: "Read a config and name every fault in it",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				file = args[0]
			}
			path, err := findConfig(file)
			if err != nil {
				return err
			}
			p, err := loadConfig(path, holdfast.Env{Version: version()})
			if err != nil {
				return err
			}
			if err := validModules(cmd, p.Probe.Modules); err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			for _, w := range p.Warnings {
				fmt.Fprintf(cmd.ErrOrStderr(), "note: %s\n", w.Text)
			}
			fmt.Fprintf(out, "%s is good: %s, %s, %s\n", path, plural(len(p.Checks), "check"), plural(len(p.Channels), "channel"), plural(len(p.Promises), "promise"))
			return nil
		},
	}
	configFlag(cmd, &file)
	return cmd
}

// validModules reads the module file of the drop-in, and notes what is not offered.
func validModules(cmd *cobra.Command, path string) error {
	if path == "" {
		return nil
	}
	modules, err := blackbox.Read(path)
	if err != nil {
		return fmt.Errorf("probe.modules: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		if why := modules[name].NotOffered(); why != "" {
			fmt.Fprintf(cmd.ErrOrStderr(), "note: module %s is left out: %s\n", name, why)
		}
	}
	return nil
}

// plural counts things in English.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
