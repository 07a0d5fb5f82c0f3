package config

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"

	"holdfast"
)

// readPromises understands the promises section.
func (l *loader) readPromises(n *node) {
	for _, item := range n.elements() {
		if item.shape != table {
			l.faultf(item.at, item.path, "want a promise: {says: …, checks: […]}, have %s", item.shape)
			continue
		}
		l.readPromise(item)
	}
}

// readPromise understands one promise. One without checks is shown as unproven.
func (l *loader) readPromise(n *node) {
	var keys promiseKeys
	ok := l.decode(n, &keys)
	l.required(n, "says")
	l.knownPatterns(n.get("checks"))
	if !ok || keys.Says == "" {
		return
	}
	p := holdfast.Promise{ID: keys.ID, Says: strings.Join(strings.Fields(keys.Says), " "), Source: keys.Source, Checks: keys.Checks}
	if p.ID == "" {
		p.ID = l.promiseID(p.Says)
	}
	for i, other := range l.plan.Promises {
		if other.ID == p.ID {
			l.fault(n.at, n.path, "is the same promise as promises["+strconv.Itoa(i)+"]", "give one of them an id, or take one out")
			return
		}
	}
	l.plan.Promises = append(l.plan.Promises, p)
	l.plan.trace.promises = append(l.plan.trace.promises, n)
}

// promiseID makes an id of a sentence: its first words, and a piece of its hash
// where another sentence begins alike.
func (l *loader) promiseID(says string) string {
	words := strings.FieldsFunc(strings.ToLower(says), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	id := strings.Join(words[:min(len(words), wordsOfID)], "-")
	for _, other := range l.plan.Promises {
		if other.ID == id && other.Says != says {
			sum := sha256.Sum256([]byte(says))
			return id + "-" + hex.EncodeToString(sum[:3])
		}
	}
	return id
}

// wordsOfID is how many words of a sentence its id has.
const wordsOfID = 6
