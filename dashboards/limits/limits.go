// Package limits holds the numbers at which a panel changes colour and an alert
// fires: the same number, so that a red cell and a page never disagree.
package limits

import "time"

// Certificates: the two bands before the end. Holdfast's own judgement goes by
// shares of a certificate's lifetime (a six-day certificate is not late on its
// first day); these are for those who alert from Prometheus.
const (
	CertificateSoon = 14 * 24 * time.Hour // time to renew by hand
	CertificateNow  = 3 * 24 * time.Hour  // the renewal has failed
)

// Evidence.
const (
	// SilentFor is how long a check may be without a fresh look.
	SilentFor = 30 * time.Minute
	// EvidenceOld and EvidenceStale are the ages of a promise's oldest proof at
	// which it becomes doubtful and worthless.
	EvidenceOld   = 24 * time.Hour
	EvidenceStale = 7 * 24 * time.Hour
)

// The monitor itself.
const (
	// DownFor is how long Holdfast may be gone, blind or without its journal.
	DownFor = 5 * time.Minute
	// OutboxStuck is how long a due notice may wait for its receiver.
	OutboxStuck = 15 * time.Minute
	// LagBad is how late the scheduler may wake up.
	LagBad = 5 * time.Second
	// AlertLate is how long people may remain untold of an outage.
	AlertLate = 2 * time.Minute
)

// GradeWanted is the code of the worst grade that is well: A- (see
// holdfast_tls_grade).
const GradeWanted = 8

// Burn is one pair of windows: the long one proves that the loss is real, the
// short one that it still goes on.
type Burn struct {
	Name        string
	Rate        float64 // how many times faster than the objective allows
	Long, Short string
	Severity    string
}

// Burns are the pairs of the SRE workbook for a window of 30 days: 2 % of the
// budget in an hour and 5 % in six hours call somebody, 10 % in one or three
// days is work for tomorrow.
func Burns() []Burn {
	return []Burn{
		{"Fast", 14.4, "1h", "5m", "critical"},
		{"Steady", 6, "6h", "30m", "critical"},
		{"Slow", 3, "1d", "2h", "warning"},
		{"Creeping", 1, "3d", "6h", "warning"},
	}
}
