package journal

import (
	"context"
	"database/sql"
	"fmt"
	"maps"

	"holdfast"
)

// known is what the writer remembers of the file so as not to ask or write it
// again: the numbers of names, and what was last seen of each check.
type known struct {
	checks   map[string]int64
	vantages map[string]int64
	last     map[int64]sight
	states   map[int64][]byte
	renamed  []string // names that are no longer, in what is learned
}

// sight is what a look saw: its hash in the table finding, and the finding that
// gave it where this process has met it.
type sight struct {
	hash    hash
	finding *holdfast.Finding
	at      int64 // of the last look that saw it
}

// newKnown knows nothing.
func newKnown() *known {
	return &known{checks: map[string]int64{}, vantages: map[string]int64{}, last: map[int64]sight{}, states: map[int64][]byte{}}
}

// learn takes over what a committed transaction has added.
func (k *known) learn(fresh *known) {
	for _, name := range fresh.renamed {
		delete(k.checks, name)
	}
	maps.Copy(k.checks, fresh.checks)
	maps.Copy(k.vantages, fresh.vantages)
	maps.Copy(k.last, fresh.last)
	maps.Copy(k.states, fresh.states)
}

// loadKnown reads what earlier processes left.
func loadKnown(ctx context.Context, conn *sql.Conn) (*known, error) {
	k := newKnown()
	for _, table := range []struct {
		query string
		into  map[string]int64
	}{{"select name, id from checks", k.checks}, {"select name, id from vantages", k.vantages}} {
		if err := each(ctx, conn, table.query, nil, func(scan scanner) error {
			var name string
			var id int64
			err := scan(&name, &id)
			table.into[name] = id
			return err
		}); err != nil {
			return nil, fmt.Errorf("read names: %w", err)
		}
	}
	return k, each(ctx, conn, "select check_id, hash, at from last", nil, func(scan scanner) error {
		var id, at int64
		var sum []byte
		err := scan(&id, &sum, &at)
		k.last[id] = sight{hash: hash(sum), at: at}
		return err
	})
}

// checkID is the number of a check's name, given to it at its first mention.
func (t *txn) checkID(name string) (int64, error) {
	return t.intern(name, t.known.checks, t.fresh.checks,
		"insert into checks (name) values (?) on conflict (name) do update set name = name returning id")
}

// vantageID is the number of a vantage's name.
func (t *txn) vantageID(name string) (int64, error) {
	return t.intern(name, t.known.vantages, t.fresh.vantages,
		"insert into vantages (name) values (?) on conflict (name) do update set name = name returning id")
}

// intern looks a name up and writes it where it is new.
func (t *txn) intern(name string, known, fresh map[string]int64, insert string) (int64, error) {
	if id, ok := known[name]; ok {
		return id, nil
	}
	if id, ok := fresh[name]; ok {
		return id, nil
	}
	id, err := t.id(insert, name)
	if err != nil {
		return 0, fmt.Errorf("give %q a number: %w", name, err)
	}
	fresh[name] = id
	return id, nil
}
