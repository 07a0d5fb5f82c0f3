package discover

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"holdfast/config"
)

// largest list that is read, in bytes.
const largest = 16 << 20

// client fetches lists: never from another host than the one that is named.
func client() *http.Client {
	return &http.Client{
		Timeout: 25 * time.Second,
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if r.URL.Host != via[0].URL.Host || len(via) > 5 {
				return errors.New("leads to another host; name that one")
			}
			return nil
		},
	}
}

// read reads the source of a list.
func read(ctx context.Context, d config.Discovery, c *http.Client) ([]group, error) {
	if d.URL != "" {
		return fetch(ctx, d, c)
	}
	return readFiles(d.Files)
}

// fetch asks an address, in the manner of http_sd.
func fetch(ctx context.Context, d config.Discovery, c *http.Client) ([]group, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.URL, nil)
	if err != nil {
		return nil, errors.New("the address is no address")
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("X-Prometheus-Refresh-Interval-Seconds", "60")
	if d.Bearer != "" {
		r.Header.Set("Authorization", "Bearer "+d.Bearer.Reveal())
	}
	answer, err := c.Do(r)
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", place(d), bare(err))
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("asking %s: %d, want 200", place(d), answer.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, largest+1))
	if err != nil {
		return nil, fmt.Errorf("reading what %s answers: %w", place(d), bare(err))
	}
	if len(data) > largest {
		return nil, fmt.Errorf("what %s answers is larger than %d bytes", place(d), largest)
	}
	groups, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("what %s answers %w", place(d), err)
	}
	return groups, nil
}

// bare is an error of the client without the address, which may hold a token.
func bare(err error) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return failed.Err
	}
	return err
}

// place is where a list stands, without the query of an address.
func place(d config.Discovery) string {
	if u, err := url.Parse(d.URL); err == nil && d.URL != "" {
		return u.Scheme + "://" + u.Host + u.Path
	}
	if len(d.Files) == 0 {
		return ""
	}
	return d.Files[0]
}

// readFiles reads the files of a list, in the order of their names. A pattern
// that matches none is an error, as a missing file is.
func readFiles(patterns []string) ([]group, error) {
	var out []group
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			return nil, fmt.Errorf("%s: no such file", pattern)
		}
		slices.Sort(paths)
		for _, path := range paths {
			groups, err := readFile(path)
			if err != nil {
				return nil, err
			}
			out = append(out, groups...)
		}
	}
	return out, nil
}

// readFile reads one file.
func readFile(path string) ([]group, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > largest {
		return nil, fmt.Errorf("%s is larger than %d bytes", path, largest)
	}
	data, err := os.ReadFile(path)
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, fmt.Errorf("%s: %w", path, failed.Err)
	}
	if err != nil {
		return nil, err
	}
	groups, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return groups, nil
}
