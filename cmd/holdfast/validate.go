package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"holdfast"
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

// plural counts things in English.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
