package survey

import "fmt"

// Known is what is known of a question with a yes or a no.
type Known uint8

// The three answers.
const (
	// Unknown is the zero value: nobody looked, or what came proves neither.
	Unknown Known = iota
	No
	Yes
)

// Is makes an answer of an observation.
func Is(yes bool) Known {
	if yes {
		return Yes
	}
	return No
}

// Or is Yes when either is, No when both are, else Unknown.
func (k Known) Or(other Known) Known {
	switch {
	case k == Yes || other == Yes:
		return Yes
	case k == No && other == No:
		return No
	default:
		return Unknown
	}
}

// String returns unknown, no or yes.
func (k Known) String() string {
	switch k {
	case Yes:
		return "yes"
	case No:
		return "no"
	default:
		return "unknown"
	}
}

// MarshalText implements [encoding.TextMarshaler].
func (k Known) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (k *Known) UnmarshalText(text []byte) error {
	switch string(text) {
	case "yes":
		*k = Yes
	case "no":
		*k = No
	case "unknown", "":
		*k = Unknown
	default:
		return fmt.Errorf("%q is no answer; want yes, no or unknown", text)
	}
	return nil
}
