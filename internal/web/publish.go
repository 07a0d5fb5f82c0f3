package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"holdfast/internal/board"
)

// publishEvery is how often it is looked whether something changed. A page that
// did not is written all the same once a minute, as it says until when it may be
// believed.
const publishEvery = 2 * time.Second

// Run writes the public pages into their directory, until ctx ends: every
// minute, and within seconds when something changed. It also reads the past once
// a minute, so that no reader of a page has to wait for it.
func (w *Web) Run(ctx context.Context) error {
	tick := time.NewTicker(publishEvery)
	defer tick.Stop()
	p := publisher{shelf: w.public, checks: map[string]string{}}
	for {
		w.publish(ctx, &p)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// publish writes what changed, if there is where to.
func (w *Web) publish(ctx context.Context, p *publisher) {
	dir, audience := w.o.Static(), w.o.Audience()
	if dir == "" || audience.Empty() {
		_, err := w.past.get(ctx, w.o.View())
		if err != nil && ctx.Err() == nil {
			w.o.Log.Error("the past was not read; pages show what was read before", "err", err)
		}
		return
	}
	if err := p.write(ctx, dir); err != nil && ctx.Err() == nil && err.Error() != p.said {
		p.said = err.Error()
		w.o.Log.Error("the status page was not written; its files say until when they may be believed", "dir", dir, "err", err)
	}
}

// Publish writes all public pages into a directory, once.
func (w *Web) Publish(ctx context.Context, dir string) error {
	p := publisher{shelf: w.public, checks: map[string]string{}}
	return p.write(ctx, dir)
}

// publisher writes files and remembers what it wrote.
type publisher struct {
	shelf  *shelf
	dir    string
	last   string            // what the board before was like
	checks map[string]string // by ID, what each was like
	said   string            // the last error that was told
}

// write makes the files of the board and writes those that changed; those of
// checks and incidents that are no longer shown go.
func (p *publisher) write(ctx context.Context, dir string) error {
	if p.dir != dir {
		p.dir, p.last, p.checks = dir, "", map[string]string{}
	}
	b, _ := p.shelf.now(ctx)
	if now := mark(b); now == p.last {
		return nil
	} else if err := p.all(ctx, b); err != nil {
		return err
	} else {
		p.last, p.said = now, ""
	}
	return nil
}

// mark tells boards apart whose files differ.
func mark(b board.Board) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s %s %v %v", b.Made, b.Headline, b.Checks == nil, b.Audience)
	for _, c := range b.Checks {
		s.WriteString("\n" + c.ID + markOf(c))
	}
	for _, i := range b.Incidents {
		fmt.Fprintf(&s, "\n%s %d", i.ID, len(i.Steps))
	}
	return s.String()
}

// markOf tells states of a check apart.
func markOf(c board.Check) string {
	said := ""
	if c.View != nil {
		said = c.View.Last.Headline
	}
	return fmt.Sprintf(" %s %s %t %s", c.Word, c.Since, c.Maintenance, said)
}

// perMinute is how many checks' files are written each minute while they are the
// same but for the time. Of more checks each waits its turn, and its files may be
// believed for so much longer; a change is written at once all the same.
const perMinute = 100

// all writes the files of a board: those of the whole last, so that what they
// link to is there.
func (p *publisher) all(ctx context.Context, b board.Board) error {
	round := time.Duration(1+len(b.Checks)/perMinute) * time.Minute
	slow := b
	slow.Until = b.Made.Add(round + board.Trust)
	turn := int(b.Made.Unix()/60) % int(round/time.Minute)
	for i, c := range b.Checks {
		now := markOf(c)
		if p.checks[c.ID] == now && i%int(round/time.Minute) != turn {
			continue
		}
		if err := p.files(ctx, slow, pathsOf(c)...); err != nil {
			return err
		}
		p.checks[c.ID] = now
	}
	paths := p.shelf.paths(b)
	slices.Sort(paths)
	for _, path := range paths {
		if folder, _ := cutLast(path); !ofChecks(folder) {
			if err := p.files(ctx, b, path); err != nil {
				return err
			}
		}
	}
	return p.sweep(paths)
}

// ofChecks reports whether a folder holds files of single checks.
func ofChecks(folder string) bool {
	_, one := endings()[folder]
	return one && folder != "incidents"
}

// files writes files of a board where they changed.
func (p *publisher) files(ctx context.Context, b board.Board, paths ...string) error {
	for _, path := range paths {
		f, ok := p.shelf.find(b, path)
		if !ok {
			continue
		}
		body, err := f.make(ctx)
		if err != nil {
			return fmt.Errorf("make %s: %w", path, err)
		}
		if err := replace(filepath.Join(p.dir, filepath.FromSlash(path)), body); err != nil {
			return err
		}
	}
	return nil
}

// sweep removes files of ours that are no longer shown. What others put into the
// directory stays: only the folders that hold a file a check or an incident are
// looked into.
func (p *publisher) sweep(paths []string) error {
	var errs []error
	for folder, ending := range endings() {
		list, err := os.ReadDir(filepath.Join(p.dir, filepath.FromSlash(folder)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
		for _, f := range list {
			path := folder + "/" + f.Name()
			if _, shown := slices.BinarySearch(paths, path); shown || !strings.HasSuffix(path, ending) {
				continue
			}
			errs = append(errs, os.Remove(filepath.Join(p.dir, filepath.FromSlash(path))))
		}
	}
	return errors.Join(errs...)
}

// replace puts a whole file in the place of the old one: whoever reads sees the
// one or the other. It is not synced to the disk: what a power cut takes is
// written anew at the next start.
func replace(path string, body []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, body) { //nolint:gosec // a path below the operator's directory
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // a web server reads it
		return fmt.Errorf("write the status page: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".holdfast-*")
	if err != nil {
		return fmt.Errorf("write the status page: %w", err)
	}
	_, err = temp.Write(body)
	err = errors.Join(err, temp.Chmod(0o644), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write the status page: %w", err), os.Remove(temp.Name()))
	}
	return nil
}
