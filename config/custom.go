package config

import (
	"encoding/json"
	"errors"
)

// yamlReader is a settings type that reads itself, given a way to decode what
// is there into any shape it likes to try.
type yamlReader interface {
	UnmarshalYAML(decode func(any) error) error
}

// yamlBytesReader is a settings type that reads itself from YAML text.
type yamlBytesReader interface {
	UnmarshalYAML(text []byte) error
}

// attempt is the error of one try to decode: the faults it found, which count
// only if the type then gives up.
type attempt struct{ problems []problem }

// Error implements error with the first fault's words.
func (a *attempt) Error() string {
	if len(a.problems) == 0 {
		return errInvalid.Error()
	}
	return a.problems[0].text
}

// readsYAML lets a type decode itself.
func (d *decoder) readsYAML(n *node, v yamlReader) {
	err := v.UnmarshalYAML(func(into any) error {
		try := &decoder{l: d.l}
		try.into(n, into)
		if try.failed {
			return &attempt{try.problems}
		}
		return nil
	})
	var failed *attempt
	switch {
	case err == nil:
	case errors.As(err, &failed):
		d.failed = true
		d.problems = append(d.problems, failed.problems...)
	default:
		d.fault(n, err.Error(), "")
	}
}

// readsBytes hands a type its YAML as text: JSON is YAML.
func (d *decoder) readsBytes(n *node, v yamlBytesReader) {
	text, err := json.Marshal(plainValue(n))
	if err == nil {
		err = v.UnmarshalYAML(text)
	}
	if err != nil {
		d.fault(n, err.Error(), "")
	}
}
