package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// statements prepares each text once on the writer's connection.
type statements struct {
	conn *sql.Conn
	made map[string]*sql.Stmt
}

// get returns the prepared statement of a text.
func (s *statements) get(ctx context.Context, text string) (*sql.Stmt, error) {
	if stmt := s.made[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, text) //nolint:sqlclosecheck // kept, and closed with the writer
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", text, err)
	}
	s.made[text] = stmt
	return stmt, nil
}

// close closes them all.
func (s *statements) close() error {
	var errs []error
	for _, stmt := range s.made {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}

// txn is an open transaction. known is what earlier ones have stored, fresh what
// this one adds to it.
type txn struct {
	ctx   context.Context //nolint:containedctx // lives as long as the transaction
	stmts *statements
	known *known
	fresh *known
}

// exec runs a prepared statement and returns the number of rows it changed.
func (t *txn) exec(text string, args ...any) (int64, error) {
	stmt, err := t.stmts.get(t.ctx, text)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// run is exec for those who need no count.
func (t *txn) run(text string, args ...any) error {
	_, err := t.exec(text, args...)
	return err
}

// id runs a statement that returns one number.
func (t *txn) id(text string, args ...any) (int64, error) {
	stmt, err := t.stmts.get(t.ctx, text)
	if err != nil {
		return 0, err
	}
	var id int64
	err = stmt.QueryRowContext(t.ctx, args...).Scan(&id)
	return id, err
}

// millis is a time as it is stored: milliseconds UTC, 0 for no time.
func millis(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}

// moment reads what millis wrote.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
