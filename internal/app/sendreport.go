package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"holdfast/internal/journal"
	"holdfast/internal/report"
)

// sendWait is how long an order to send waits for the servers' answers; what is
// owed is tried on after it.
const sendWait = 20 * time.Second

// SendNow makes the report of a period, unless it was made, and sends what is
// owed of it. It returns the letters as they are after at most 20 s. An empty
// period is the last whole one of the config's kind.
func (r *Reporter) SendNow(ctx context.Context, period string) ([]journal.Letter, error) {
	plan := r.Plan()
	if plan.Report.Channel == "" {
		return nil, ErrNoReport
	}
	zone, err := time.LoadLocation(plan.Report.Zone)
	if err != nil {
		return nil, err
	}
	if period == "" {
		period = plan.Report.Period
	}
	p, err := report.ParsePeriod(period, r.Now(), zone)
	if err != nil {
		return nil, err
	}
	if p.To.After(r.Now()) {
		return nil, fmt.Errorf("period %s ends %s: only what is over is sent; holdfast report -o html shows it as it is", p.Name, p.To.In(zone).Format("2006-01-02 15:04"))
	}
	if _, err := r.Owe(ctx, plan, report.Due{At: r.Now().UTC(), Period: p}, nil); err != nil {
		return nil, err
	}
	return r.await(ctx, p.Name)
}

// SendAlone is SendNow for a reporter that no monitor runs: it also does the
// sending, for as long.
func (r *Reporter) SendAlone(ctx context.Context, period string) ([]journal.Letter, error) {
	sending, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- r.office.Run(sending) }()
	letters, err := r.SendNow(ctx, period)
	stop()
	return letters, errors.Join(err, <-done)
}

// await waits until every letter of a period has ended, or the time is up.
func (r *Reporter) await(ctx context.Context, period string) ([]journal.Letter, error) {
	deadline := time.NewTimer(sendWait)
	defer deadline.Stop()
	poll := time.NewTicker(50 * time.Millisecond)
	defer poll.Stop()
	for {
		letters, err := r.Journal.Letters(ctx, period)
		if err != nil || ended(letters) {
			return bodiless(letters), err
		}
		select {
		case <-ctx.Done():
			return bodiless(letters), ctx.Err()
		case <-deadline.C:
			return bodiless(letters), nil
		case <-poll.C:
		}
	}
}

func ended(letters []journal.Letter) bool {
	for i := range letters {
		if !letters[i].State.Ended() {
			return false
		}
	}
	return true
}

// bodiless leaves the mails themselves away.
func bodiless(letters []journal.Letter) []journal.Letter {
	for i := range letters {
		letters[i].Body = nil
	}
	return letters
}
