package discover

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"

	"holdfast"
	"holdfast/config"
)

// Reader opens lists. It implements [config.Discoverer].
type Reader struct {
	// Changed is called when a list differs from the one that is kept; nil makes
	// a reader that keeps nothing, for commands beside the monitor.
	Changed func()
	// Data is the data directory where it is not the config's; empty: it is.
	Data string

	client *http.Client
}

// New returns a reader that calls changed, which may be nil, after a list
// changed. data is the data directory if it is not the config's.
func New(changed func(), data string) *Reader {
	return &Reader{Changed: changed, Data: data, client: client()}
}

// Check says what is wrong with the settings of a list.
func (r *Reader) Check(d config.Discovery) error {
	var faults []error
	switch {
	case d.URL == "" && len(d.Files) == 0:
		faults = append(faults, &holdfast.SettingError{Field: "files", Text: "is not given; want files: [targets/*.json] or url:"})
	case d.URL != "" && len(d.Files) > 0:
		faults = append(faults, &holdfast.SettingError{Field: "url", Text: "stands beside files; want one of them, and two lists for both"})
	case d.URL != "":
		if u, err := url.Parse(d.URL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
			faults = append(faults, &holdfast.SettingError{Field: "url", Text: "want an address such as https://sd.example.com/targets, its token under bearer:"})
		}
	}
	if _, err := allowed(d.Allow); err != nil {
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// Open returns the prober of a list and what is on it: what its files say now,
// else what was kept last.
func (r *Reader) Open(d config.Discovery) (holdfast.Prober, []config.Target, error) {
	if r.Data != "" {
		d.Last = filepath.Join(r.Data, "lists", filepath.Base(d.Last))
	}
	allow, err := allowed(d.Allow)
	p := &prober{d: d, allow: allow, changed: r.Changed, client: r.client}
	if err != nil {
		return p, nil, err
	}
	if d.URL == "" {
		now, err := p.look(context.Background())
		if err == nil {
			return p, now.targets, nil
		}
		last, _ := p.last()
		return p, last.targets, err
	}
	last, err := p.last()
	return p, last.targets, err
}
