package holdfast

import "log/slog"

// Secret is a value that prints as <secret> wherever it goes: in logs, errors,
// JSON, YAML and on pages. Only [Secret.Reveal] gives the value.
type Secret string

const masked = "<secret>"

// Reveal returns the value itself, to be handed to the receiver and nobody else.
func (s Secret) Reveal() string { return string(s) }

// String returns "<secret>", or nothing for an empty one.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return masked
}

// GoString keeps %#v from showing the value.
func (s Secret) GoString() string { return s.String() }

// MarshalText keeps JSON and YAML from showing the value.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText takes the value as it stands; references such as ${NAME} and
// file:PATH were resolved by the config before.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Secret(text)
	return nil
}

// LogValue keeps log/slog from showing the value.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
