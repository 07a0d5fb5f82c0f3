package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// groupLimit is how many waiting requests share one transaction at most.
const groupLimit = 256

// request is a piece of writing that happens whole or not at all.
type request struct {
	apply func(*txn) error
	done  chan error // has room for the one answer
}

// writer owns the one connection that writes. Requests are handed over on an
// unbuffered channel: what is accepted is answered, what is not was not begun.
type writer struct {
	queue  chan request
	spare  chan request  // housekeeping: served alone, and only while nothing else waits
	closed chan struct{} // closed to ask for the end
	ended  chan struct{} // closed when the loop has ended
	hook   func(string)
	conn   *sql.Conn
	stmts  statements
	known  *known
}

// newWriter starts the writer's goroutine, which outlives ctx.
func newWriter(ctx context.Context, conn *sql.Conn, o Options) (*writer, error) {
	known, err := loadKnown(ctx, conn)
	if err != nil {
		return nil, err
	}
	w := &writer{
		queue: make(chan request), spare: make(chan request), closed: make(chan struct{}), ended: make(chan struct{}),
		hook: o.Hook, conn: conn, stmts: statements{conn: conn, made: map[string]*sql.Stmt{}}, known: known,
	}
	go w.run(context.WithoutCancel(ctx))
	return w, nil
}

// do hands apply to the writer and waits for what becomes of it. Until the
// writer takes it ctx can end the wait; afterwards it is a matter of the disk.
func (w *writer) do(ctx context.Context, apply func(*txn) error) error {
	if w == nil {
		return errReadOnly()
	}
	return w.hand(ctx, w.queue, apply)
}

// later is do for housekeeping: it is begun only while nobody else waits, so
// that what it costs anybody is the rest of one short step.
func (w *writer) later(ctx context.Context, apply func(*txn) error) error {
	if w == nil {
		return errReadOnly()
	}
	return w.hand(ctx, w.spare, apply)
}

// errReadOnly is the fault of writing to what was opened to be read.
func errReadOnly() error { return fmt.Errorf("%w: it was opened to be read", ErrReadOnly) }

// hand gives apply to one of the writer's queues and waits for its end.
func (w *writer) hand(ctx context.Context, queue chan<- request, apply func(*txn) error) error {
	r := request{apply: apply, done: make(chan error, 1)}
	select {
	case queue <- r:
		return <-r.done
	case <-w.closed:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run serves requests until close.
func (w *writer) run(ctx context.Context) {
	defer close(w.ended)
	for {
		select {
		case r := <-w.queue:
			w.serve(ctx, w.gather(r))
			continue
		default:
		}
		select {
		case r := <-w.queue:
			w.serve(ctx, w.gather(r))
		case r := <-w.spare:
			w.serve(ctx, []request{r})
		case <-w.closed:
			return
		}
	}
}

// gather adds to the first request whatever else is waiting now.
func (w *writer) gather(first request) []request {
	group := []request{first}
	for len(group) < groupLimit {
		select {
		case r := <-w.queue:
			group = append(group, r)
		default:
			return group
		}
	}
	return group
}

// serve commits a group together; if that fails, each part alone, so that one
// bad part costs the others nothing.
func (w *writer) serve(ctx context.Context, group []request) {
	err := w.commit(ctx, group)
	if err == nil || len(group) == 1 {
		for _, r := range group {
			r.done <- err
		}
		return
	}
	for _, r := range group {
		r.done <- w.commit(ctx, []request{r})
	}
}

// commit runs the requests in one transaction. What was learned on the way is
// remembered only once it is on the disk.
func (w *writer) commit(ctx context.Context, group []request) (err error) {
	if _, err := w.conn.ExecContext(ctx, "begin immediate"); err != nil {
		return diagnose(err)
	}
	defer func() {
		if err != nil {
			_, back := w.conn.ExecContext(ctx, "rollback")
			err = diagnose(errors.Join(err, ignoreNoTransaction(back)))
		}
	}()
	t := &txn{ctx: ctx, stmts: &w.stmts, known: w.known, fresh: newKnown()}
	for _, r := range group {
		if err := r.apply(t); err != nil {
			return err
		}
	}
	w.hook("before-commit")
	if _, err := w.conn.ExecContext(ctx, "commit"); err != nil {
		return err
	}
	w.known.learn(t.fresh)
	w.hook("after-commit")
	return nil
}

// close asks the loop to end and waits for it.
func (w *writer) close() error {
	close(w.closed)
	<-w.ended
	return errors.Join(w.stmts.close(), w.conn.Close())
}

// ignoreNoTransaction drops the complaint of a rollback after SQLite has rolled
// back by itself, as it does on a full disk.
func ignoreNoTransaction(err error) error {
	if err != nil && causeOf(err) == nil {
		return nil
	}
	return err
}
