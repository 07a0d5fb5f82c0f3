package boards

import (
	"github.com/grafana/grafana-foundation-sdk/go/units"

	"holdfast/dashboards/limits"
	"holdfast/internal/names"
)

// gone is what the board says when the monitor itself sends nothing.
const gone = "nothing comes from Holdfast"

// self is who watches the watchman.
func self() *board {
	b := newBoard("self", "Holdfast itself", "Does the monitor see, write and tell, and is it in time?", "now-6h")
	b.row("Does it live?")
	b.stat(ask{title: "Scraped", w: 3, why: "Does Prometheus reach it? Down: nobody watches; start it, and see its log.", empty: "no job named holdfast", words: yesNo("down", red, "up", green)}, "min(%s)", of("up", "job", "=", "holdfast"))
	b.named(ask{title: "Version", w: 3, why: "Which version runs?", unit: units.Short, empty: gone}, "version", "%s", names.BuildInfo)
	b.stat(ask{title: "Running for", w: 3, why: "When did it start? A short time that nobody planned is a crash.", unit: units.DurationSeconds, empty: gone, steps: []step{{color: orange}, {600, green}}}, "time() - max(%s)", names.Start)
	b.stat(ask{title: "Sees the world", w: 3, why: "Does any anchor of its network answer? Blind: all verdicts are unknown; look at the monitor's own network.", empty: gone, words: yesNo("sees", green, "blind", red)}, "max(%s)", names.Blind)
	b.stat(ask{title: "Writes", w: 3, why: "Can the journal be written? If not, the disk is full or gone: alerts still leave, history is lost.", empty: gone, words: yesNo("writes", green, "cannot write", red)}, "max(%s)", names.Degraded)
	b.stat(ask{title: "Config", w: 3, why: "Was the last config taken? Refused: the old one still runs; holdfast validate says why.", empty: gone, words: yesNo("refused", red, "taken", green)}, "min(%s)", names.ReloadOK)
	b.stat(ask{title: "Config taken", w: 3, why: "How old is the config that runs?", unit: units.DurationSeconds, empty: gone, steps: []step{{color: grey}, {0, blue}}}, "time() - max(%s)", names.ReloadGood)
	b.stat(ask{title: "Series left out", w: 3, why: "How many series fell beyond a cap and are on no board? Holdfast's own page shows them all.", unit: units.Short, empty: gone, steps: none(orange)}, "sum(%s)", names.SeriesLeftOut)
	b.row("Is it in time?")
	b.series(ask{title: "Looks", w: 8, why: "Does every look that is due start? The two lines should be one; missed looks are gaps.", unit: units.Hertz, empty: gone},
		drawn("due", "sum(rate(%s[$__rate_interval]))", names.ScheduleDue), drawn("started", "sum(rate(%s[$__rate_interval]))", names.ScheduleStart), drawn("missed", "sum(rate(%s[$__rate_interval]))", names.ScheduleMissed))
	b.series(ask{title: "Start after due, p99", w: 8, why: "How late do looks begin? Seconds: too many checks for this machine.", unit: units.Seconds, empty: "no look began in this range"}, quantile(0.99, names.ScheduleDelay, ""))
	b.series(ask{
		title: "Scheduler lag", w: 8, why: "How late does the scheduler wake up? Beyond seconds the machine is short of CPU, and answers are called unknown.", unit: units.Seconds, empty: gone,
		steps: []step{{color: green}, {limits.LagBad.Seconds(), red}},
	}, drawn("worst of a minute", "max(%s)", names.Lag))
	b.series(ask{title: "Looks running", w: 8, why: "How many looks run at once? A rise without new checks: targets hang.", unit: units.Short, empty: gone}, drawn("running", "sum(%s)", names.Running))
	b.series(ask{title: "Duration of looks, p95", w: 8, why: "Which kind takes long? An exemplar names the check.", unit: units.Seconds, empty: "nothing was looked at in this range"}, quantile(0.95, names.CheckDuration, "kind"))
	b.series(ask{title: "Without a fresh look", w: 8, why: "Which kind falls behind?", unit: units.Short, empty: gone}, drawn("{{kind}}", "sum by (kind) (%s)", names.Stale))
	b.row("Was anything lost?")
	b.stat(ask{title: "Repeats not stored", w: 6, why: "How many repeats of good news were dropped because too many waited? Never bad news; the disk is slow.", unit: units.Short, empty: gone, steps: none(orange)}, "sum(increase(%s[$__range]))", names.Thinned)
	b.stat(ask{title: "Steps of the clock", w: 6, why: "How often was the wall clock set? Schedules do not follow it; a machine whose clock jumps wants a time server.", unit: units.Short, empty: gone, steps: none(orange)}, "sum(increase(%s[$__range]))", names.ClockSteps)
	b.table(ask{title: "Left out", w: 12, why: "Which metric reached its cap?", unit: units.Short, empty: "nothing was left out", steps: none(orange)}, "series", now("%s > 0", names.SeriesLeftOut))
	b.row("What does it cost?")
	b.series(ask{title: "CPU", w: 8, why: "How many cores does it use?", unit: units.Short, empty: gone}, drawn("cores", `sum(rate(process_cpu_seconds_total{job="holdfast"}[$__rate_interval]))`))
	b.series(ask{title: "Memory", w: 8, why: "How much memory does it hold? A line that only rises is a fault: please tell us.", unit: units.BytesIEC, empty: gone}, drawn("resident", `sum(process_resident_memory_bytes{job="holdfast"})`))
	b.series(ask{title: "Scrape", w: 8, why: "How long does Prometheus need for the page? Half a second at ten thousand targets is much.", unit: units.Seconds, empty: gone}, drawn("{{job}}", `max by (job) (scrape_duration_seconds{job=~"holdfast.*"})`))
	return b
}
