package boards

import (
	"github.com/grafana/grafana-foundation-sdk/go/units"

	"holdfast/dashboards/limits"
	"holdfast/internal/names"
)

// portKinds are the kinds that look at ports.
const portKinds = "exposure|unreachable"

const noPorts = "ports are asked nowhere (kinds exposure, unreachable)"

// exposure is what answers to the world.
func exposure() *board {
	b := newBoard("exposure", "Exposure", "Is anything reachable that should not be?", "now-7d")
	b.row("Is a forbidden port open?")
	b.stat(ask{title: "Forbidden ports open", w: 6, why: "How many ports are open that should not be? Any number but 0: close them now, the list says where.", unit: units.Short, empty: noPorts, steps: none(red)},
		"count(%s == 1) or (0 * count(%s))", names.ForbiddenPort, names.OpenPorts)
	b.stat(ask{title: "Targets that expose", w: 6, why: "On how many checks of ports is something broken, confirmed?", unit: units.Short, empty: noPorts, steps: none(red)},
		"sum(%s)", of(names.Checks, "kind", "=~", portKinds, "state", "=", "broken"))
	b.stat(ask{title: "Could not look", w: 6, why: "Of how many port checks does nobody know? Silence is not proof that a port is closed: their page says what is missing.", unit: units.Short, empty: noPorts, steps: none(purple)},
		"sum(%s)", of(names.Checks, "kind", "=~", portKinds, "state", "=", "unknown"))
	b.stat(ask{title: "Swept", w: 6, why: "On how many targets are ports looked at?", unit: units.Short, empty: noPorts, steps: []step{{color: grey}, {1, blue}}}, "count(%s)", names.OpenPorts)
	b.row("Where, and which port?")
	b.table(ask{title: "Open and forbidden", w: 14, why: "Which port on which target? Its evidence says what answered there.", empty: "no forbidden port is open", links: []link{toTarget(), toEvidence()}},
		"", now("topk(100, %s)", names.ForbiddenPort))
	b.table(ask{title: "Most open ports", w: 10, why: "Which targets have most ports open, allowed or not? The less, the better.", unit: units.Short, empty: noPorts, links: []link{toTarget(), toEvidence()}},
		"open", now("topk(20, %s)", names.OpenPorts))
	b.row("Since when?")
	b.timeline(ask{title: "When a forbidden port was open", w: 24, why: "When did it open and close? Up to 20 at a time.", empty: "no forbidden port was open in this range", words: []word{{"1", "open", red}}}, 8,
		drawn("{{target}} {{port}}", "topk(20, max by (target, port) (%s))", names.ForbiddenPort))
	b.stacked(ask{title: "Port checks by state", w: 12, why: "When did the state of the port checks change?", unit: units.Short, empty: noPorts}, stateColors(),
		drawn("{{state}}", "sum by (state) (%s)", of(names.Checks, "kind", "=~", portKinds)))
	b.table(ask{
		title: "Oldest sweeps", w: 12, why: "How long ago was each target's last sweep? A port may have opened since.", unit: units.DurationSeconds, empty: noPorts, links: []link{toTarget(), toEvidence()},
		steps: older(limits.EvidenceOld, limits.EvidenceStale),
	}, "ago",
		now("topk(20, (time() - %s) and on (target, check) %s)", names.CheckLastRun, of(names.CheckInfo, "kind", "=~", portKinds)))
	return b
}
