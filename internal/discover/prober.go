package discover

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"holdfast"
	"holdfast/config"
)

// prober watches one list.
type prober struct {
	d       config.Discovery
	allow   rules
	changed func()
	client  *http.Client
}

// Target is where the list stands.
func (p *prober) Target() string { return place(p.d) }

// Host is the host of its address; files are on this machine.
func (p *prober) Host() string {
	if u, err := url.Parse(p.d.URL); err == nil && u.Host != "" {
		return u.Hostname()
	}
	return "localhost"
}

// Probe reads the list. One that cannot be read is no finding: what was on it
// last stays watched, and nobody knows what is on it now.
func (p *prober) Probe(ctx context.Context, _ holdfast.Look) (holdfast.Finding, error) {
	before, _ := p.last()
	now, err := p.look(ctx)
	if err != nil {
		return holdfast.Finding{}, fmt.Errorf("%w; the %d targets of the last good list stay watched", err, len(before.targets))
	}
	added, gone := change(before, now)
	f := holdfast.Finding{
		Status: holdfast.Holds, Reason: p.reason(now, added, gone),
		Facts: []holdfast.Fact{{Name: "targets", Value: int64(len(now.targets))}, {Name: "targets_refused", Value: int64(len(now.refused))}},
	}
	if len(now.refused) > 0 {
		f.Headline = "NOT ALLOWED"
		f.Faults = []holdfast.Fault{{
			Key: "refused", Status: holdfast.AtRisk, Text: fmt.Sprintf("%d targets of the list are not asked: %s", len(now.refused), some(now.refused)),
			Fix: "add their names or ranges to allow:, or take them off the list",
		}}
		f.Judge()
	}
	return f, p.keep(now)
}

// look reads the source and parts it.
func (p *prober) look(ctx context.Context) (list, error) {
	groups, err := read(ctx, p.d, p.client)
	if err != nil {
		return list{}, err
	}
	now, err := sort(groups, p.allow)
	if err != nil {
		return list{}, fmt.Errorf("%s %w", place(p.d), err)
	}
	if len(now.targets) == 0 {
		return list{}, fmt.Errorf("%s names %d targets, and none of them is allowed: %s", place(p.d), len(now.refused), some(now.refused))
	}
	return now, nil
}

// reason says what is on the list.
func (p *prober) reason(now list, added, gone int) string {
	out := fmt.Sprintf("%s: %d targets", place(p.d), len(now.targets))
	if added+gone > 0 {
		out += fmt.Sprintf(", %d new, %d gone", added, gone)
	}
	if len(now.refused) > 0 {
		out += fmt.Sprintf("; %d more are not allowed: %s", len(now.refused), some(now.refused))
	}
	return out
}

// some quotes the first few of a list of words from outside.
func some(words []string) string {
	const few, length = 5, 60
	parts := make([]string, 0, few)
	for _, w := range words[:min(few, len(words))] {
		if runes := []rune(w); len(runes) > length {
			w = string(runes[:length]) + "…"
		}
		parts = append(parts, fmt.Sprintf("%q", w))
	}
	if rest := len(words) - few; rest > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(parts, ", ")
}

// last is the last good list, by the rules of now. There being none is an error.
func (p *prober) last() (list, error) {
	data, err := os.ReadFile(p.d.Last)
	if errors.Is(err, fs.ErrNotExist) {
		return list{}, errors.New("it was not read yet")
	}
	if err != nil {
		return list{}, errors.New("the last good list cannot be read")
	}
	var groups []group
	if err := json.Unmarshal(data, &groups); err != nil {
		return list{}, errors.New("the last good list is damaged")
	}
	return sort(groups, p.allow)
}

// keep writes the list down if it is another than the last, and tells whoever
// wants to know.
func (p *prober) keep(now list) error {
	if p.changed == nil {
		return nil
	}
	data, err := now.bytes()
	if err != nil {
		return err
	}
	if old, err := os.ReadFile(p.d.Last); err == nil && bytes.Equal(old, data) {
		return nil
	}
	if err := write(p.d.Last, data); err != nil {
		return fmt.Errorf("keeping the list of %s: %w", place(p.d), err)
	}
	p.changed()
	return nil
}

// write replaces a file whole: a death in between leaves the old one.
func write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".list-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }() // there only if it was not renamed
	_, err = file.Write(data)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
