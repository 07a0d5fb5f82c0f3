package incident

import (
	"testing"
	"time"

	"holdfast"
)

// TestClockStepMovesDeadlinesAlong: a rung that is due in 15 minutes is due in
// 15 minutes, whatever the wall clock does meanwhile.
func TestClockStepMovesDeadlinesAlong(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]time.Duration{"an hour forwards": time.Hour, "an hour back": -time.Hour, "30 days forwards": 720 * time.Hour, "30 days back": -720 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := New("test")
			at := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
			seq := int64(0)
			apply := func(e Event) []Effect {
				seq++
				e.Epoch, e.Seq, e.At = 1, seq, at
				return b.Apply(e)
			}
			check := holdfast.Check{ID: "app", Name: "app", Every: time.Minute, Confirm: holdfast.Confirm{Need: 1, Of: 1}}
			apply(Event{Kind: EventConfig, Rules: &Rules{
				Checks: []holdfast.Check{check}, Channels: []holdfast.Channel{{Name: "ops"}, {Name: "boss"}},
				Routes: []holdfast.Route{{Steps: []holdfast.Rung{{To: []string{"ops"}}, {After: 15 * time.Minute, To: []string{"boss"}}}}},
			}})
			apply(Event{Kind: EventVerdict, Verdict: &holdfast.Verdict{Check: "app", At: at, Finding: holdfast.Finding{
				Status: holdfast.Broken, Headline: "DOWN", Reason: "503", Faults: []holdfast.Fault{{Key: "status", Status: holdfast.Broken}},
			}}})
			at = at.Add(5 * time.Minute).Add(step)
			for _, e := range apply(Event{Kind: EventClock, Shift: step}) {
				if e.Notice != nil {
					t.Errorf("the step told %s", e.Notice.Channel)
				}
			}
			due, ok := b.NextDue()
			if want := at.Add(10 * time.Minute); !ok || !due.Equal(want) {
				t.Errorf("the next rung is due %v, want %v", due, want)
			}
		})
	}
}
