package watch

import (
	"time"

	"holdfast"
)

// past is the last look of a check that took place, kept small: with a hundred
// thousand checks that are well, most findings are a reason and nothing else.
type past struct {
	at       int64 // its start, anchored clock, in ns since 1970; 0: never
	reason   string
	headline string
	rest     *holdfast.Finding // the whole, if there is more
	status   holdfast.Status
}

// set remembers a finding.
func (p *past) set(f *holdfast.Finding, at time.Time) {
	kept := p.rest
	*p = past{at: at.UnixNano(), status: f.Status, headline: f.Headline, reason: f.Reason}
	if f.Silence || len(f.Faults)+len(f.Facts)+len(f.Measures)+len(f.State) > 0 {
		if p.rest = kept; kept == nil {
			p.rest = &holdfast.Finding{}
		}
		*p.rest = *f
	}
}

// finding returns what was seen; the zero value when nothing was.
func (p *past) finding() holdfast.Finding {
	if p.rest != nil {
		return *p.rest
	}
	return holdfast.Finding{Status: p.status, Headline: p.headline, Reason: p.reason}
}

// plus returns the time that lies so long after the look.
func (p *past) plus(d time.Duration) time.Time {
	if p.at == 0 {
		return time.Time{}
	}
	return time.Unix(0, p.at).Add(d)
}
