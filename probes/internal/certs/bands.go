package certs

import (
	"crypto/x509"
	"fmt"
	"time"

	"holdfast"
)

const day = 24 * time.Hour

// bands returns the faults of a good chain that is near its end.
func (r Rules) bands(now time.Time, name string, leaf *x509.Certificate, ends time.Time) []holdfast.Fault {
	left, life := leaf.NotAfter.Sub(now), leaf.NotAfter.Sub(leaf.NotBefore)
	band := r.band(life)
	var faults []holdfast.Fault
	if left < time.Duration(float64(band)*lastCall) {
		faults = append(faults, expires("certificate/expires-soon", name, leaf, left, life, r))
	}
	if left < band {
		faults = append(faults, expires("certificate/expires", name, leaf, left, life, r))
	}
	if ends.Before(leaf.NotAfter) && ends.Sub(now) < max(band, 14*day) {
		faults = append(faults, chainExpires(now, name, ends))
	}
	return faults
}

// band is how long before the end renewal is late.
func (r Rules) band(life time.Duration) time.Duration {
	share := r.LifeLeft
	if share == 0 && r.DaysLeft == 0 {
		share = LateShare
	}
	return max(time.Duration(share*float64(life)), time.Duration(r.DaysLeft)*day)
}

// expires is the fault of a leaf that should have been renewed.
func expires(key, name string, leaf *x509.Certificate, left, life time.Duration, r Rules) holdfast.Fault {
	return holdfast.Fault{
		Key: key, Status: holdfast.AtRisk,
		Text: fmt.Sprintf("certificate of %s ends in %s (%s): %.0f %% of its %s are left, wanted %s",
			name, span(left), stamp(leaf.NotAfter), 100*float64(left)/float64(life), span(life), r.wanted()),
		Fix: "renewal is late: certbot renew --dry-run",
	}
}

// wanted is what the rules ask for, in words.
func (r Rules) wanted() string {
	switch {
	case r.DaysLeft > 0 && r.LifeLeft > 0:
		return fmt.Sprintf("%d days and %.0f %%", r.DaysLeft, 100*r.LifeLeft)
	case r.DaysLeft > 0:
		return fmt.Sprintf("%d days", r.DaysLeft)
	case r.LifeLeft > 0:
		return fmt.Sprintf("%.0f %%", 100*r.LifeLeft)
	default:
		return fmt.Sprintf("%.0f %%", 100*LateShare)
	}
}

// chainExpires is the fault of a chain whose intermediate ends before the leaf.
func chainExpires(now time.Time, name string, ends time.Time) holdfast.Fault {
	return holdfast.Fault{
		Key: "certificate/chain-expires", Status: holdfast.AtRisk,
		Text: fmt.Sprintf("an intermediate certificate of %s ends in %s (%s), before the certificate itself", name, span(ends.Sub(now)), stamp(ends)),
		Fix:  "install the authority's present intermediate",
	}
}

// stamp prints a certificate's time.
func stamp(t time.Time) string { return t.UTC().Format("2 Jan 2006 15:04 UTC") }

// span prints a stretch of time as people say it: in days above two of them.
func span(d time.Duration) string {
	if d >= 2*day {
		return fmt.Sprintf("%d days", int(d/day))
	}
	return holdfast.FormatDuration(d.Truncate(time.Minute))
}
