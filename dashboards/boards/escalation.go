package boards

import (
	"time"

	"github.com/grafana/grafana-foundation-sdk/go/units"

	"holdfast/dashboards/limits"
	"holdfast/internal/names"
)

const noChannels = "the config has no channels"

// escalation is who was told, and how fast.
func escalation() *board {
	b := newBoard("incidents", "Incidents and escalation", "What is open, and was somebody told in time?", "now-24h")
	b.row("What is open?")
	for _, s := range []struct{ severity, color string }{{"critical", red}, {"error", red}, {"warning", orange}, {"info", blue}} {
		b.stat(ask{title: "Open, " + s.severity, w: 4, why: "How many incidents of severity " + s.severity + " are open? The list below leads to each.", unit: units.Short, empty: "not measured yet", steps: none(s.color)},
			"sum(%s)", of(names.IncidentsOpen, "severity", "=", s.severity))
	}
	b.stat(ask{title: "Oldest open", w: 4, why: "How long has the oldest incident been open? What nobody mends in a day needs an owner.", unit: units.DurationSeconds, empty: "nothing is open", steps: older(time.Hour, 24*time.Hour)},
		"time() - min(%s)", names.IncidentStart)
	b.stat(ask{title: "Notices waiting", w: 4, why: "How many notices has no receiver taken yet? If it does not fall, nobody is told: see below which channel.", unit: units.Short, empty: noChannels, steps: none(orange)},
		"sum(%s)", names.OutboxWaiting)
	b.row("Which?")
	b.table(ask{
		title: "Open incidents", w: 24, why: "Which incidents are open, since when, and which promise do they break?", unit: units.DurationSeconds, empty: "no incident is open", links: []link{toIncident(), toTarget(), toEvidence()},
		steps: older(time.Hour, 24*time.Hour),
	}, "open for", now("topk(50, time() - %s)", names.IncidentStart))
	b.row("Was somebody told in time?")
	b.series(ask{
		title: "From the first failed look until somebody was told, p95", w: 12, why: "How long did people not know? Confirmation is part of it; two minutes are too long.", unit: units.Seconds, empty: "no incident was told in this range",
		steps: []step{{color: green}, {limits.AlertLate.Seconds(), red}},
	}, quantile(0.95, names.AlertDelay, "channel"))
	b.series(ask{
		title: "From due until taken, p95", w: 12, why: "How long does each receiver need to take a notice? A rise is the receiver or the way to it.", unit: units.Seconds, empty: "nothing was sent in this range",
		steps: []step{{color: green}, {limits.OutboxStuck.Seconds(), red}},
	}, quantile(0.95, names.EscalationDelay, "channel"))
	b.row("Would we be told?")
	b.series(ask{title: "Attempts by how they ended", w: 12, why: "Do receivers take what is sent? Refused: the settings are wrong, mend them and reload. Retry: it is down or slow.", unit: units.Short, empty: noChannels},
		drawn("{{channel}} {{result}}", "sum by (channel, result) (increase(%s[$__rate_interval]))", names.Notifications))
	b.table(ask{
		title: "Told up to", w: 6, why: "Up to which moment has everything due left? Red: the outbox is stuck, and somebody is not told.", unit: units.DurationSeconds, empty: noChannels,
		steps: []step{{color: green}, {60, orange}, {limits.OutboxStuck.Seconds(), red}},
	}, "ago", now("time() - %s", names.OutboxDone))
	b.table(ask{title: "Last taken", w: 6, why: "When did each receiver last take anything? Try it: holdfast drill.", unit: units.DurationSeconds, empty: "nothing was sent since the start"}, "ago", now("time() - %s", names.NotificationLast))
	b.series(ask{title: "Open incidents over time", w: 24, why: "How many were open at once, and how bad? A plateau is a list of things that nobody mends.", unit: units.Short, empty: "not measured yet"},
		drawn("{{severity}}", "sum by (severity) (%s)", names.IncidentsOpen))
	return b
}
