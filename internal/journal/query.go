package journal

import (
	"context"
	"database/sql"
	"errors"
)

// scanner reads the columns of the row at hand.
type scanner func(into ...any) error

// rowsOf is what a query is put to: a connection or a pool of them.
type rowsOf interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// each calls fn for every row of the query's answer, and stops at its error.
func each(ctx context.Context, db rowsOf, query string, args []any, fn func(scanner) error) error {
	rows, err := db.QueryContext(ctx, query, args...)
	return walk(rows, err, fn)
}

// walk calls fn for every row of an answer, and closes it.
func walk(rows *sql.Rows, err error, fn func(scanner) error) error {
	if err != nil {
		return diagnose(err)
	}
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return diagnose(errors.Join(rows.Err(), rows.Close()))
}

// all collects what read makes of every row.
func all[T any](ctx context.Context, db rowsOf, query string, args []any, read func(scanner) (T, error)) ([]T, error) {
	var list []T
	err := each(ctx, db, query, args, func(scan scanner) error {
		one, err := read(scan)
		list = append(list, one)
		return err
	})
	return list, err
}
