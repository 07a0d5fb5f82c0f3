package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"holdfast"
	"holdfast/internal/history"
)

// Setup is what a config said from a time on. History is counted by the windows
// that were in force then, not by those of today.
type Setup struct {
	At time.Time `json:"-"` // from when on
	// Config is the hash of the file it was read from, Vantage who looked.
	Config   string             `json:"config,omitempty"`
	Vantage  string             `json:"vantage,omitempty"`
	Checks   []holdfast.Check   `json:"checks,omitempty"`
	Windows  []holdfast.Window  `json:"windows,omitempty"`
	Promises []holdfast.Promise `json:"promises,omitempty"`
	// Objectives are by check.
	Objectives map[string]history.Objective `json:"objectives,omitempty"`
	// Renames are the IDs that checks had before, old to new: their history goes
	// on under the new one.
	Renames map[string]string `json:"-"`
}

// Check returns the check with that ID.
func (s Setup) Check(id string) (holdfast.Check, bool) {
	for _, c := range s.Checks {
		if c.ID == id {
			return c, true
		}
	}
	return holdfast.Check{}, false
}

// setup writes down what the config says, unless it says what it said before.
// Checks that it no longer has are unknown from then on.
func (t *txn) setup(s *Setup, now time.Time) error {
	if s == nil {
		return nil
	}
	for from, to := range s.Renames {
		if err := t.rename(from, to); err != nil {
			return err
		}
	}
	body, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write the setup: %w", err)
	}
	sum := sha256.Sum256(body)
	name := hex.EncodeToString(sum[:16])
	same, err := t.id("select count(*) from (select hash from setup order by seq desc limit 1) where hash = ?", name)
	if err != nil || same > 0 {
		return err
	}
	if err := t.farewell(s, now); err != nil {
		return err
	}
	return t.run("insert into setup (at, hash, body) values (?, ?, ?)", millis(s.At), name, string(body))
}

// rename lets a check's history go on under another ID, unless that has one of
// its own already.
func (t *txn) rename(from, to string) error {
	id, ok := t.known.checks[from]
	if _, taken := t.known.checks[to]; !ok || taken {
		return nil
	}
	if err := t.run("update checks set name = ? where id = ?", to, id); err != nil {
		return fmt.Errorf("rename %s to %s: %w", from, to, err)
	}
	t.fresh.checks[to] = id
	t.fresh.renamed = append(t.fresh.renamed, from)
	return nil
}

// farewell ends what is known of checks that the config no longer has.
func (t *txn) farewell(s *Setup, now time.Time) error {
	var gone []Transition
	watched := map[string]bool{}
	for _, c := range s.Checks {
		watched[c.ID] = true
	}
	var body string
	if err := t.stmts.conn.QueryRowContext(t.ctx, "select coalesce((select body from setup order by seq desc limit 1), '{}')").Scan(&body); err != nil {
		return fmt.Errorf("read the setup before: %w", err)
	}
	var before Setup
	if err := decode(body, &before); err != nil {
		return err
	}
	for _, c := range before.Checks {
		if s.Renames[c.ID] == "" && !watched[c.ID] {
			gone = append(gone, Transition{Check: c.ID, At: s.At, Status: holdfast.Unknown})
		}
	}
	return t.transitions(gone, now)
}

// Setups returns what was in force from one time to another, in order: first
// the one that held when the time began. Without one the journal is of an older
// version that kept none.
func (j *Journal) Setups(ctx context.Context, from, to time.Time) ([]Setup, error) {
	const query = `select at, body from setup where at < ?2
		and seq >= coalesce((select max(seq) from setup where at <= ?1), 0) order by seq`
	return all(ctx, j.read, query, []any{millis(from), millis(to)}, readSetup)
}

// Setup returns what was in force at a time; zero when nothing was.
func (j *Journal) Setup(ctx context.Context, at time.Time) (Setup, error) {
	list, err := all(ctx, j.read, "select at, body from setup where at <= ? order by seq desc limit 1", []any{millis(at)}, readSetup)
	if err != nil || len(list) == 0 {
		return Setup{}, err
	}
	return list[0], nil
}

// readSetup reads one.
func readSetup(scan scanner) (Setup, error) {
	var s Setup
	var at int64
	var body string
	if err := scan(&at, &body); err != nil {
		return s, err
	}
	err := decode(body, &s)
	s.At = moment(at)
	return s, err
}
