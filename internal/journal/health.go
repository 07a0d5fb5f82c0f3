package journal

import (
	"context"
	"time"

	"holdfast"
	"holdfast/internal/history"
)

// Health is how the monitor itself did in a period.
type Health struct {
	// Blind is how long its anchors were lost, Off how long no monitor ran and
	// at least one check's verdict had run out; both in milliseconds.
	Blind int64         `json:"blind_ms"`
	Off   int64         `json:"off_ms"`
	Offs  history.Spans `json:"offs,omitempty"`
	// Looks are due looks taken, Missed due runs that gave none, as far back as
	// hours are kept.
	Looks  int64 `json:"looks"`
	Missed int64 `json:"missed"`
	// Sent, Refused and Waiting are notices by how they stand, Retried attempts
	// beyond the first.
	Sent    int64 `json:"sent"`
	Refused int64 `json:"refused"`
	Waiting int64 `json:"waiting"`
	Retried int64 `json:"retried"`
	// Slowest is the longest time from an opening to the first receiver that
	// took it, and SlowestIncident its number; zero when nobody was told.
	Slowest         time.Duration `json:"slowest"`
	SlowestIncident int64         `json:"slowest_incident,omitempty"`
	// Drill is when a receiver last took a drill, within what is kept; zero when
	// none did.
	Drill time.Time `json:"drill,omitzero"`
	// Starts counts the openings of the journal in the period: starts of the
	// monitor.
	Starts int64 `json:"starts"`
}

// Health counts it.
func (j *Journal) Health(ctx context.Context, from, to time.Time) (Health, error) {
	var h Health
	period := history.Between(from, to)
	blind, err := j.blindSpans(ctx, period)
	if err != nil {
		return h, err
	}
	h.Blind = blind.Length()
	if h.Offs, err = j.offSpans(ctx, from, to); err != nil {
		return h, err
	}
	h.Off = h.Offs.Length()
	if err := j.counts(ctx, &h, from, to); err != nil {
		return h, err
	}
	stories, err := j.Stories(ctx, from, to)
	if err != nil {
		return h, err
	}
	for _, s := range stories {
		if opened := s.Incident.Opened; s.ToTold > h.Slowest && !opened.Before(from) && s.Incident.Class != holdfast.ClassBlind {
			h.Slowest, h.SlowestIncident = s.ToTold, s.Incident.Number
		}
	}
	return h, nil
}

// offSpans are the times in which no monitor saw at least one of the checks.
func (j *Journal) offSpans(ctx context.Context, from, to time.Time) (history.Spans, error) {
	records, err := j.Records(ctx, from, to)
	if err != nil {
		return nil, err
	}
	period := history.Between(from, to)
	var spans []history.Span
	for _, r := range records {
		spans = append(spans, r.Off.Within(period)...)
		if r.Until != 0 && r.Until < period.To {
			spans = append(spans, history.Span{From: r.Until, To: period.To}.Within(period))
		}
	}
	return history.Set(spans...), nil
}

// counts reads what is only counted.
func (j *Journal) counts(ctx context.Context, h *Health, from, to time.Time) error {
	a, b := millis(from), millis(to)
	var drill int64
	err := j.read.QueryRowContext(ctx, `select
		(select coalesce(sum(n), 0) from roll_1h where hour >= ?1 / 3600000 and hour < (?2 + 3599999) / 3600000),
		(select coalesce(sum(missing), 0) from roll_1h where hour >= ?1 / 3600000 and hour < (?2 + 3599999) / 3600000),
		(select count(*) from outbox where state = 2 and done_at >= ?1 and done_at < ?2),
		(select count(*) from outbox where state = 3 and done_at >= ?1 and done_at < ?2),
		(select count(*) from outbox where state < 2 and at < ?2),
		(select coalesce(sum(attempts - 1), 0) from outbox where attempts > 1 and at >= ?1 and at < ?2),
		(select coalesce(max(done_at), 0) from outbox where state = 2 and step = 'drill' and done_at < ?2),
		(select count(distinct epoch) from event where kind = 'config' and at >= ?1 and at < ?2)`, a, b).
		Scan(&h.Looks, &h.Missed, &h.Sent, &h.Refused, &h.Waiting, &h.Retried, &drill, &h.Starts)
	h.Drill = moment(drill)
	return diagnose(err)
}
