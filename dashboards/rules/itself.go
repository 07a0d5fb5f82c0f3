package rules

import (
	"holdfast/dashboards/limits"
	"holdfast/internal/names"
)

// itself are the alerts about the monitor.
func itself() []Alert {
	const board = "self"
	return []Alert{
		{
			Name: "HoldfastDown", Expr: `up{job="holdfast"} == 0 or absent(up{job="holdfast"})`, For: limits.DownFor, Severity: "critical", Board: board,
			Summary: "Holdfast is not there", Description: "Prometheus has not reached Holdfast for 5 minutes: nothing is watched, and no other alert about targets can be believed.",
			Means: "Nobody watches. Everything that this monitor would tell is silent, so green boards mean nothing now.",
			Do: []string{
				"See whether the process lives: systemctl status holdfast, or docker compose ps.", "Read the end of its log; a config that is refused at the start is named there with line and column.",
				"If it lives, ask it from its own machine: holdfast health. An answer there means that the way from Prometheus is closed.", "Start it again; overdue checks are looked at within a minute.",
			},
		},
		{
			Name: "HoldfastBlind", Expr: names.Blind + " == 1", For: limits.DownFor, Severity: "critical", Board: board,
			Summary: "Holdfast at {{ $labels.vantage }} sees nothing", Description: "No anchor of the vantage {{ $labels.vantage }} has answered for 5 minutes: every verdict from there is unknown.",
			Means: "The monitor's own network is gone, not the targets. It says so instead of calling everything down.",
			Do:    []string{"From the monitor's machine, try the anchors of the config (vantage: anchors:).", "Look at its uplink, its resolver and its firewall.", "If the anchors themselves are gone for good, name others; two that do not share a provider."},
		},
		{
			Name: "HoldfastCannotWrite", Expr: names.Degraded + " == 1", For: limits.DownFor, Severity: "critical", Board: board,
			Summary: "Holdfast cannot write its journal", Description: "The journal has not been written for 5 minutes. Alerts still leave, but history and what is owed to channels would not survive a restart.",
			Means: "The disk is full, gone or read-only. Do not restart the monitor before it is mended: what it knows is in its memory.",
			Do:    []string{"df -h and df -i on the data directory; dmesg for errors of the disk.", "Make room: holdfast db size says what takes it, holdfast db vacuum gives it back.", "See that the number falls back to 0 by itself; only then restart if you must."},
		},
		{
			Name: "HoldfastConfigRefused", Expr: names.ReloadOK + " == 0", For: limits.DownFor, Severity: "warning", Board: board,
			Summary: "Holdfast refused its config", Description: "The last config that was loaded was refused as a whole; the one before still runs.",
			Means: "Somebody changed the file, and what they wanted is not in force.",
			Do:    []string{"holdfast validate names every fault with line and column.", "Mend the file and reload: holdfast reload, or SIGHUP."},
		},
		{
			Name: "HoldfastMissesLooks", Expr: "increase(" + names.ScheduleMissed + "[15m]) > 0", For: 2 * limits.DownFor, Severity: "warning", Board: board,
			Summary: "Holdfast cannot start all looks", Description: "In the last 15 minutes {{ $value | humanize }} due looks could not start: there are gaps in what is known.",
			Means: "The machine has no room for what the config asks of it, or targets hang until their timeout.",
			Do:    []string{"On the board of Holdfast itself, see CPU, lag and looks that run.", "Shorten timeouts, lengthen intervals, or give the machine more.", "See whether one kind takes long: a network that drops packets in silence makes every look last its timeout."},
		},
		{
			Name: "HoldfastOutboxStuck", Expr: "time() - " + names.OutboxDone + " > " + seconds(limits.OutboxStuck), For: limits.DownFor, Severity: "critical", Board: "incidents",
			Summary: "Nobody is told through {{ $labels.channel }}", Description: "A notice to {{ $labels.channel }} has been waiting for {{ $value | humanizeDuration }}: somebody who should know does not.",
			Means: "The channel's receiver takes nothing. Notices are kept and tried again, but nobody reads them meanwhile.",
			Do:    []string{"holdfast drill CHANNEL says what the receiver answers, and how to mend it.", "If its key was changed, change the config and reload: what was refused is offered again.", "Tell people by another way until the outbox is empty."},
		},
		{
			Name: "HoldfastNoticesRefused", Expr: `increase(` + names.Notifications + `{result="refused"}[15m]) > 0`, Severity: "critical", Board: "incidents",
			Summary: "{{ $labels.channel }} refuses notices", Description: "The receiver of {{ $labels.channel }} refused {{ $value | humanize }} notices for good in 15 minutes; they will not be tried again until the settings change.",
			Means: "A key, an address or a form is wrong. The receiver was reached and said no.",
			Do:    []string{"Holdfast's page shows the receiver's words at the notice.", "Mend the channel's settings and reload; holdfast drill CHANNEL proves it."},
		},
		{
			Name: "HoldfastSeriesLeftOut", Expr: names.SeriesLeftOut + " > 0", For: limits.SilentFor, Severity: "warning", Board: board,
			Summary: "Boards do not show all of {{ $labels.metric }}", Description: "{{ $value | humanize }} series of {{ $labels.metric }} fell beyond the page's cap: boards and alerts see a part only. Holdfast's own page has all.",
			Means: "More is wrong at once than a metrics page should carry, or the fleet has outgrown one monitor.",
			Do:    []string{"Look at Holdfast's own page, which has no cap.", "If hundreds of forbidden ports are open on one target, its policy is probably not the one you meant."},
		},
	}
}
