package incident

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The keys of saved entities. Checks and incidents add their ID.
const (
	metaKey        = "meta"
	rulesKey       = "rules"
	silencesKey    = "silences"
	checkPrefix    = "check/"
	incidentPrefix = "incident/"
)

func checkKey(id string) string    { return checkPrefix + id }
func incidentKey(id string) string { return incidentPrefix + id }

// mark notes that an entity has changed since the last Save.
func (b *Book) mark(key string) { b.dirty[key] = true }

// Save returns what has changed since the last Save, as JSON by key; nil means
// that the entity is gone. Laid over one another, all that was ever saved is
// what [Restore] takes. Store it in the same transaction as the effects of the
// events before it.
func (b *Book) Save() map[string][]byte {
	out := make(map[string][]byte, len(b.dirty))
	for key := range b.dirty {
		if body, err := b.entity(key); err == nil {
			out[key] = body
			delete(b.dirty, key)
		}
	}
	return out
}

// Snapshot returns all that there is, as Save would on an empty store. Two books
// that have seen the same history have the same snapshot, byte for byte.
func (b *Book) Snapshot() map[string][]byte {
	keys := []string{metaKey, rulesKey, silencesKey}
	for id := range b.checks {
		keys = append(keys, checkKey(id))
	}
	for _, l := range b.open {
		keys = append(keys, incidentKey(l.Incident.ID))
	}
	out := make(map[string][]byte, len(keys))
	for _, key := range keys {
		if body, err := b.entity(key); err == nil {
			out[key] = body
		}
	}
	return out
}

// entity returns the JSON form of what the key names, nil if it is gone.
func (b *Book) entity(key string) ([]byte, error) {
	switch key {
	case metaKey:
		return json.Marshal(b.meta)
	case rulesKey:
		return json.Marshal(b.rules)
	case silencesKey:
		return json.Marshal(b.silences)
	}
	if id, ok := strings.CutPrefix(key, checkPrefix); ok && b.checks[id] != nil {
		return json.Marshal(b.checks[id])
	}
	if id, ok := strings.CutPrefix(key, incidentPrefix); ok && b.byID[id] != nil {
		return json.Marshal(b.byID[id])
	}
	return nil, nil
}

// Restore returns the book that was saved. Keys that it does not know are left
// alone; one that it cannot read is an error, and no book.
func Restore(instance string, saved map[string][]byte) (*Book, error) {
	b := New(instance)
	for _, key := range slices.Sorted(maps.Keys(saved)) {
		if saved[key] == nil {
			continue
		}
		if err := b.read(key, saved[key]); err != nil {
			return nil, fmt.Errorf("restoring the incident book: reading %q: %w", key, err)
		}
	}
	b.known = newIndex(b.rules)
	slices.SortFunc(b.open, func(x, y *ledger) int { return cmp.Compare(x.Incident.Number, y.Incident.Number) })
	for _, l := range b.open {
		b.setEdge(l)
	}
	return b, nil
}

// read puts one saved entity back.
func (b *Book) read(key string, body []byte) error {
	switch key {
	case metaKey:
		return json.Unmarshal(body, &b.meta)
	case rulesKey:
		return json.Unmarshal(body, &b.rules)
	case silencesKey:
		return json.Unmarshal(body, &b.silences)
	}
	if id, ok := strings.CutPrefix(key, checkPrefix); ok {
		s := &standing{}
		b.checks[id] = s
		err := json.Unmarshal(body, s)
		b.await(id, s)
		return err
	}
	if strings.HasPrefix(key, incidentPrefix) {
		l := &ledger{}
		err := json.Unmarshal(body, l)
		b.byID[l.Incident.ID] = l
		b.open = append(b.open, l)
		return err
	}
	return nil
}
