package history

import (
	"cmp"
	"slices"
	"time"
)

// Span is a time from its first millisecond up to, not including, its last, both
// in milliseconds since 1970 UTC.
type Span struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// Between is the span of two times.
func Between(from, to time.Time) Span { return Span{From: from.UnixMilli(), To: to.UnixMilli()} }

// Length is how long it lasts, in milliseconds; never negative.
func (s Span) Length() int64 { return max(s.To-s.From, 0) }

// Start is its first instant.
func (s Span) Start() time.Time { return time.UnixMilli(s.From).UTC() }

// End is the first instant after it.
func (s Span) End() time.Time { return time.UnixMilli(s.To).UTC() }

// Within is the part of it that lies in another; empty where none does.
func (s Span) Within(o Span) Span {
	out := Span{From: max(s.From, o.From), To: min(s.To, o.To)}
	out.To = max(out.To, out.From)
	return out
}

// Spans is a set of instants: sorted, none empty, none touching the next.
type Spans []Span

// Set makes a set of any spans: empty ones go, those that touch become one.
func Set(spans ...Span) Spans {
	list := slices.DeleteFunc(slices.Clone(spans), func(s Span) bool { return s.Length() == 0 })
	slices.SortFunc(list, func(a, b Span) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	var out Spans
	for _, s := range list {
		if n := len(out); n > 0 && s.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}

// Length is how long all of it lasts, in milliseconds.
func (s Spans) Length() int64 {
	var sum int64
	for _, one := range s {
		sum += one.Length()
	}
	return sum
}

// Or is what lies in either of two sets.
func (s Spans) Or(o Spans) Spans { return Set(slices.Concat(s, o)...) }

// Within is the part that lies in a span.
func (s Spans) Within(o Span) Spans { return s.And(Set(o)) }

// And is what lies in both of two sets.
func (s Spans) And(o Spans) Spans {
	var out Spans
	for i, k := 0, 0; i < len(s) && k < len(o); {
		if both := s[i].Within(o[k]); both.Length() > 0 {
			out = append(out, both)
		}
		if s[i].To < o[k].To {
			i++
		} else {
			k++
		}
	}
	return out
}

// Less is what lies in the first set and not in the other.
func (s Spans) Less(o Spans) Spans {
	var out Spans
	k := 0
	for _, one := range s {
		for k < len(o) && o[k].To <= one.From {
			k++
		}
		for i := k; i < len(o) && o[i].From < one.To; i++ {
			if head := (Span{one.From, o[i].From}); head.Length() > 0 {
				out = append(out, head)
			}
			one.From = max(one.From, o[i].To)
		}
		if one.Length() > 0 {
			out = append(out, one)
		}
	}
	return out
}
