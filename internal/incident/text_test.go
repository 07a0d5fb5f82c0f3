package incident

import (
	"testing"
	"time"

	"holdfast"
)

func TestSpanText(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0 s", 500 * time.Millisecond: "0.5 s", 20 * time.Second: "20 s", 20400 * time.Millisecond: "20 s",
		15 * time.Minute: "15 min", 90 * time.Second: "1 min 30 s", 90 * time.Minute: "1 h 30 min",
		48 * time.Hour: "2 d", 49*time.Hour + 5*time.Second: "2 d 1 h", 59*time.Second + 900*time.Millisecond: "1 min",
	} {
		if got := spanText(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

func TestToldText(t *testing.T) {
	t.Parallel()
	rules := one()
	rules.Channels = append(rules.Channels, holdfast.Channel{Name: "staff"})
	l := &ledger{Ladder: ladder{Done: 1, Steps: []holdfast.Rung{rung(0, "ops", "pager"), rung(15*time.Minute, "staff", "ops", "gone")}}}
	tn := &turn{Book: &Book{known: newIndex(rules)}}
	acked := *l
	acked.Incident.Acked = start()
	for _, tc := range []struct {
		name string
		l    *ledger
		step holdfast.Step
		self string
		want string
	}{
		{"beginning", l, holdfast.StepOpened, "ops", "pager at once; staff after 15 min unless acknowledged"},
		{"a later rung", l, holdfast.StepOpened, "staff", "ops, pager at once"},
		{"worse, after somebody took it", &acked, holdfast.StepWorse, "ops", "pager at once"},
		{"alone", &ledger{Ladder: ladder{Steps: []holdfast.Rung{rung(0, "ops")}}}, holdfast.StepReminder, "ops", "nobody else"},
		{"the end", l, holdfast.StepResolved, "ops", ""},
	} {
		if got := tn.toldText(tc.l, tc.step, tc.self); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestPendingText(t *testing.T) {
	t.Parallel()
	seen := func(states ...holdfast.Status) *standing {
		s := &standing{}
		for _, status := range states {
			s.Window = append(s.Window, look{Status: status})
		}
		return s
	}
	for _, tc := range []struct {
		s    *standing
		want string
	}{
		{seen(), ""},
		{seen(holdfast.Broken, holdfast.Broken), "2 of 3 looks failed"},
		{seen(holdfast.AtRisk), "1 of 3 looks at risk"},
		{seen(holdfast.Holds, holdfast.Broken, holdfast.Holds), "2 of 3 looks good"},
	} {
		if got := pendingText(tc.s, 3); got != tc.want {
			t.Errorf("%v: %q, want %q", tc.s.Window, got, tc.want)
		}
	}
}
