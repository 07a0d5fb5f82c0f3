package holdfast

import "fmt"

// Severity says how much a failure of a check matters. The words are those of
// PagerDuty's Events API v2, so that nothing is translated on the way.
type Severity uint8

// Severities from least to most. The zero value is the default of a check.
const (
	SeverityError    Severity = iota // default: somebody should act today
	SeverityInfo                     // good to know
	SeverityWarning                  // act this week
	SeverityCritical                 // wake somebody
)

// Severities lists the words that a config may use, least first.
func Severities() []string { return []string{"info", "warning", "error", "critical"} }

// String returns the severity's word.
func (s Severity) String() string {
	switch s {
	case SeverityInfo:
		return "info"
	case SeverityWarning:
		return "warning"
	case SeverityCritical:
		return "critical"
	default:
		return "error"
	}
}

// Lower returns the next lower severity; info stays info. An Unknown that lasts
// is told one severity lower than a failure would be.
func (s Severity) Lower() Severity {
	switch s {
	case SeverityCritical:
		return SeverityError
	case SeverityError:
		return SeverityWarning
	default:
		return SeverityInfo
	}
}

// MarshalText implements [encoding.TextMarshaler].
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; it fails on a word that
// is not in [Severities].
func (s *Severity) UnmarshalText(text []byte) error {
	for _, known := range []Severity{SeverityInfo, SeverityWarning, SeverityError, SeverityCritical} {
		if known.String() == string(text) {
			*s = known
			return nil
		}
	}
	return fmt.Errorf("severity %q: want info, warning, error or critical", text)
}
