package journal

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"holdfast"
)

// hash names a finding: the first half of the SHA-256 of its stored form.
type hash [16]byte

// stored is the form in which what was seen is kept: all of a finding but what
// differs from look to look (reason, measures) and the kind's own state.
type stored struct {
	Status   holdfast.Status  `json:"status"`
	Headline string           `json:"headline,omitempty"`
	Faults   []holdfast.Fault `json:"faults,omitempty"`
	Facts    []storedFact     `json:"facts,omitempty"`
	Silence  bool             `json:"silence,omitempty"`
}

// storedFact keeps the type beside the value, which JSON alone would lose.
type storedFact struct {
	Name  string          `json:"name"`
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
}

// encodeFinding returns the stored form and its hash.
func encodeFinding(f *holdfast.Finding) (string, hash, error) {
	s := stored{Status: f.Status, Headline: f.Headline, Faults: f.Faults, Silence: f.Silence}
	for _, fact := range f.Facts {
		one, err := encodeFact(fact)
		if err != nil {
			return "", hash{}, err
		}
		s.Facts = append(s.Facts, one)
	}
	body, err := json.Marshal(s)
	sum := sha256.Sum256(body)
	return string(body), hash(sum[:16]), err
}

// encodeFact names the type of the value; one that is none of the seven that
// [holdfast.Fact] allows is kept as its text.
func encodeFact(f holdfast.Fact) (storedFact, error) {
	kind, value := "string", f.Value
	switch v := f.Value.(type) {
	case string:
	case bool:
		kind = "bool"
	case int64:
		kind = "int"
	case float64:
		kind = "float"
	case time.Time:
		kind = "time"
	case time.Duration:
		kind = "duration"
	case []string:
		kind = "list"
	case int:
		kind, value = "int", int64(v)
	default:
		value = fmt.Sprint(v)
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return storedFact{}, fmt.Errorf("store fact %s: %w", f.Name, err)
	}
	return storedFact{Name: f.Name, Type: kind, Value: raw}, nil
}

// decodeFinding reads the stored form; reason and measures are the caller's.
func decodeFinding(body string) (holdfast.Finding, error) {
	var s stored
	if err := decode(body, &s); err != nil {
		return holdfast.Finding{}, err
	}
	f := holdfast.Finding{Status: s.Status, Headline: s.Headline, Faults: s.Faults, Silence: s.Silence}
	for _, one := range s.Facts {
		value, err := decodeFact(one)
		if err != nil {
			return holdfast.Finding{}, err
		}
		f.Facts = append(f.Facts, holdfast.Fact{Name: one.Name, Value: value})
	}
	return f, nil
}

// decodeFact gives the value its type back.
func decodeFact(s storedFact) (any, error) {
	switch s.Type {
	case "bool":
		return valueOf[bool](s)
	case "int":
		return valueOf[int64](s)
	case "float":
		return valueOf[float64](s)
	case "time":
		return valueOf[time.Time](s)
	case "duration":
		return valueOf[time.Duration](s)
	case "list":
		return valueOf[[]string](s)
	default:
		return valueOf[string](s)
	}
}

// valueOf reads the value as a T.
func valueOf[T any](s storedFact) (any, error) {
	var value T
	err := decode(string(s.Value), &value)
	return value, err
}

// encodeMeasures writes the numbers of a look as a JSON array, empty for none.
func encodeMeasures(measures []holdfast.Measure) (string, error) {
	if len(measures) == 0 {
		return "", nil
	}
	body, err := json.Marshal(measures)
	return string(body), err
}

// decodeMeasures reads what encodeMeasures wrote.
func decodeMeasures(body string) (measures []holdfast.Measure, err error) {
	if body == "" {
		return nil, nil
	}
	return measures, decode(body, &measures)
}
