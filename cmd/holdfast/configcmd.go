package main

import (
	"github.com/spf13/cobra"

	"holdfast"
	"holdfast/config"
)

func configCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Show what a config means, or its schema and reference"}
	cmd.AddCommand(configShowCommand(), printCommand("schema", "Print the JSON Schema of the config, for editors", config.Schema),
		printCommand("reference", "Print the reference of every setting, as Markdown", config.Reference))
	return cmd
}

func configShowCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "show [NAME]", Short: "Print each effective value with the file:line it came from", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := plan(file, holdfast.Env{Version: version()})
			if err != nil {
				return err
			}
			name := ""
			if len(args) == 1 {
				name = args[0]
			}
			return p.Show(cmd.OutOrStdout(), name)
		},
	}
	configFlag(cmd, &file)
	return cmd
}

// printCommand prints something that is made from the catalogue.
func printCommand(name, short string, render func(config.Catalogue) ([]byte, error)) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: short, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := render(catalogue())
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
}
