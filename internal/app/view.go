package app

import (
	"errors"
	"time"

	"holdfast/internal/desk"
	"holdfast/internal/statement"
	"holdfast/internal/view"
)

// View takes a picture of everything that runs.
func (a *App) View() view.View {
	d := a.desk.View()
	plan := a.Plan()
	v := view.View{
		At: d.At, Started: a.started.UTC(), Version: a.o.Version, Instance: a.journal.Instance(),
		ConfigFile: plan.File, ConfigHash: plan.Hash, Vantage: plan.Vantage, Degraded: d.Stats.Degraded,
		Open: d.Open, Silences: d.Silences, Thinned: d.Stats.Thinned, ClockSteps: d.Stats.Steps, Watch: a.watchView(), Reload: a.reloadView(),
	}
	for _, w := range plan.Warnings {
		v.Warnings = append(v.Warnings, w.Path+": "+w.Text)
	}
	v.Checks = make([]view.Check, 0, len(d.Checks))
	for _, c := range d.Checks {
		v.Checks = append(v.Checks, checkView(c))
	}
	v.Promises = statement.Roll(d.Promises, members(v.Checks))
	if list := a.objectives.Load(); list != nil {
		v.Objectives = *list
	}
	v.Channels = a.channelViews()
	return v
}

func checkView(c desk.CheckView) view.Check {
	return view.Check{
		Check: c.Check, Status: c.State.Status, Word: c.State.Word(), Since: c.State.Since, Pending: c.State.Pending,
		Stale: c.Stale, Last: c.Last,
	}
}

// members turns checks into what promises are rolled up from.
func members(checks []view.Check) []statement.Member {
	out := make([]statement.Member, 0, len(checks))
	for _, c := range checks {
		out = append(out, statement.Member{
			Check: c.ID, Name: c.Name, Status: c.Status, Since: c.Since, Seen: c.Last.At, Reason: c.Last.Reason, Looked: !c.Last.At.IsZero(),
		})
	}
	return out
}

func (a *App) watchView() view.Watch {
	s := a.watch.Stats()
	return view.Watch{Due: int64(s.Due), Started: int64(s.Started), Missed: int64(s.Missed), Running: s.Running + s.HeavyRunning, Lag: s.Lag}
}

func (a *App) reloadView() view.Reload {
	a.mu.Lock()
	defer a.mu.Unlock()
	r := view.Reload{Failed: a.reload.failed, Good: a.reload.good}
	if r.Good.IsZero() {
		r.Good = a.started
	}
	return r
}

func (a *App) channelViews() []view.Channel {
	stats := a.courier.Stats()
	var out []view.Channel
	for _, c := range a.Plan().Channels {
		s := stats[c.Name]
		out = append(out, view.Channel{
			Name: c.Name, Kind: c.Kind, Waiting: s.Waiting, Oldest: s.Oldest, LastSuccess: s.Success, LastError: s.Error,
		})
	}
	return out
}

// errNotReady is the answer of /readyz until all runs.
var errNotReady = errors.New("not ready")

// ready says whether the desk writes and the watch is alive.
func (a *App) ready() error {
	if d := a.desk.View(); d.Stats.Degraded != "" {
		return errors.Join(errNotReady, errors.New("the journal cannot be written: "+d.Stats.Degraded))
	}
	if lag := a.watch.Stats().Lag; lag > 30*time.Second {
		return errors.Join(errNotReady, errors.New("the scheduler is "+lag.String()+" late"))
	}
	return nil
}
