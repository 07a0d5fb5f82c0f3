package main

import (
	"time"

	"github.com/spf13/cobra"

	"holdfast/internal/demo"
)

func demoCommand() *cobra.Command {
	var length time.Duration
	var data string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "A small estate on this machine, watched live",
		Long: `Starts four pretend hosts, a pretend Slack, PagerDuty and mail server on loopback,
and the real monitor over them, with its page. Things happen that a monitor is
for; the terminal prints what changes. Nothing leaves this machine.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return demo.Run(cmd.Context(), demo.Options{Out: cmd.OutOrStdout(), For: length, Data: data, Load: loadConfig, Version: version()})
		},
	}
	cmd.Flags().DurationVar(&length, "for", 0, "end by itself after this `time` (the story takes about a minute)")
	cmd.Flags().StringVar(&data, "data", "", "keep the journal in this `directory`")
	return cmd
}
