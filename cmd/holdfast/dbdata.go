package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/history/parquet"
	"holdfast/internal/journal"
)

// datasetNames lists what can be exported.
func datasetNames() []string { return []string{"changes", "days", "incidents", "facts"} }

// readDataset reads one of them for a time.
func readDataset(ctx context.Context, j *journal.Journal, name string, from, to time.Time) (dataset, error) {
	switch name {
	case "changes":
		return changesData(ctx, j, from, to)
	case "days":
		return daysData(ctx, j, from, to)
	case "incidents":
		return incidentsData(ctx, j, from, to)
	default:
		return factsData(ctx, j, from, to)
	}
}

// columns makes columns of names: those that end in _at are times, in _ms, _us
// or _n numbers (without the _n), all others texts.
func columns(names string) []parquet.Column {
	var out []parquet.Column
	for name := range strings.FieldsSeq(names) {
		c := parquet.Column{Name: strings.TrimSuffix(name, "_n")}
		switch {
		case strings.HasSuffix(name, "_at"):
			c.Kind = parquet.Time
		case strings.HasSuffix(name, "_ms"), strings.HasSuffix(name, "_us"), strings.HasSuffix(name, "_n"):
			c.Kind = parquet.Number
		}
		out = append(out, c)
	}
	return out
}

func changesData(ctx context.Context, j *journal.Journal, from, to time.Time) (dataset, error) {
	d := dataset{name: "changes", columns: columns("check first_at last_at status headline reason faults")}
	seen, err := j.Sightings(ctx, to)
	for _, check := range slices.Sorted(maps.Keys(seen)) {
		for _, s := range seen[check] {
			if s.Last.Before(from) {
				continue
			}
			f := s.Finding
			d.rows = append(d.rows, []any{check, s.First, s.Last, f.Status.String(), f.Headline, f.Reason, faultKeys(f)})
		}
	}
	return d, err
}

// faultKeys lists what is wrong.
func faultKeys(f holdfast.Finding) string {
	keys := make([]string, len(f.Faults))
	for i, fault := range f.Faults {
		keys[i] = fault.Key
	}
	return strings.Join(keys, " ")
}

func daysData(ctx context.Context, j *journal.Journal, from, to time.Time) (dataset, error) {
	d := dataset{name: "days", columns: columns("check day_at up_ms down_ms at_risk_ms unknown_ms maintenance_ms blind_ms looks_n bad_n unknown_n missing_n p50_us p95_us p99_us max_us")}
	days, err := j.Days(ctx, from, to)
	for _, check := range slices.Sorted(maps.Keys(days)) {
		for _, day := range days[check] {
			t := day.Times
			d.rows = append(d.rows, []any{
				check, day.At, t.Up, t.Down, t.AtRisk, t.Unknown, t.Maintenance, t.Blind, day.Looks, day.Bad, day.Unknown, day.Missing,
				day.P50.Microseconds(), day.P95.Microseconds(), day.P99.Microseconds(), day.Max.Microseconds(),
			})
		}
	}
	return d, err
}

func incidentsData(ctx context.Context, j *journal.Journal, from, to time.Time) (dataset, error) {
	d := dataset{name: "incidents", columns: columns("number_n id check class severity headline reason since_at opened_at until_at resolved_at acked_at acked_by told_at channel to_told_ms reminders_n refused_n retried_n cause")}
	stories, err := j.Stories(ctx, from, to)
	for _, s := range stories {
		i := s.Incident
		d.rows = append(d.rows, []any{
			i.Number, i.ID, i.Check, string(i.Class), i.Severity.String(), i.Headline, i.Reason, i.Since, i.Opened, i.Until, i.Resolved, i.Acked, i.AckedBy,
			s.Told, s.Channel, s.ToTold.Milliseconds(), int64(s.Reminders), int64(s.Refused), int64(s.Retried), i.Cause,
		})
	}
	return d, err
}

func factsData(ctx context.Context, j *journal.Journal, from, to time.Time) (dataset, error) {
	d := dataset{name: "facts", columns: columns("check name value before first_seen_at last_seen_at changed_at")}
	facts, err := j.Facts(ctx, from, to)
	for _, check := range slices.Sorted(maps.Keys(facts)) {
		for _, f := range facts[check] {
			d.rows = append(d.rows, []any{check, f.Name, factText(f.Value), factText(f.Before), f.First, f.Last, f.Ended})
		}
	}
	return d, err
}

// factText is a fact's value as text.
func factText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []string:
		return strings.Join(v, " ")
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	default:
		return fmt.Sprint(v)
	}
}
