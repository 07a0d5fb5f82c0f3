package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"path/filepath"
	"syscall"

	"holdfast"
	"holdfast/internal/journal"
)

// ErrNotRunning is what a client gets when no monitor runs on the directory.
var ErrNotRunning = errors.New("no monitor runs on this data directory")

// Client gives orders to the monitor that runs on a data directory.
type Client struct {
	dir  string
	http *http.Client
}

// NewClient makes a client for the monitor on dir. It connects at the first call.
func NewClient(dir string) *Client {
	path := filepath.Join(dir, "holdfast.sock")
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", path)
	}
	return &Client{dir: dir, http: &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}}
}

// Ack acknowledges an open incident, named by ID or number.
func (c *Client) Ack(ctx context.Context, id, by string) error {
	_, err := c.call(ctx, http.MethodPost, "ack", request{Incident: id, By: by})
	return err
}

// Silence holds back pages; it returns the silence as taken and the checks that
// it covers.
func (c *Client) Silence(ctx context.Context, s holdfast.Silence) (holdfast.Silence, []string, error) {
	out, err := c.call(ctx, http.MethodPost, "silence", request{Silence: &s})
	if err != nil {
		return s, nil, err
	}
	return *out.Silence, out.Names, nil
}

// Unsilence ends a silence.
func (c *Client) Unsilence(ctx context.Context, id, by string) error {
	_, err := c.call(ctx, http.MethodPost, "unsilence", request{Silence: &holdfast.Silence{ID: id}, By: by})
	return err
}

// Drill sends a marked message to the channels and returns what became of it.
func (c *Client) Drill(ctx context.Context, channels []string, by string) ([]string, []holdfast.Delivery, error) {
	out, err := c.call(ctx, http.MethodPost, "drill", request{Channels: channels, By: by})
	return out.Names, out.Sent, err
}

// Reload makes the monitor read its config again.
func (c *Client) Reload(ctx context.Context) error {
	_, err := c.call(ctx, http.MethodPost, "reload", request{})
	return err
}

// Beats returns what the monitor knows of its heartbeats, by check.
func (c *Client) Beats(ctx context.Context) (map[string]Beat, error) {
	out, err := c.call(ctx, http.MethodGet, "beats", request{})
	return out.Beats, err
}

// SendReport owes and sends the report of a period, and returns its letters.
func (c *Client) SendReport(ctx context.Context, period string) ([]journal.Letter, error) {
	out, err := c.call(ctx, http.MethodPost, "report", request{Period: period})
	return out.Letters, err
}

// Subscribe takes back that somebody unsubscribed from reports.
func (c *Client) Subscribe(ctx context.Context, address string) error {
	_, err := c.call(ctx, http.MethodPost, "subscribe", request{Address: address})
	return err
}

// Health says whether the monitor writes and watches.
func (c *Client) Health(ctx context.Context) error {
	_, err := c.call(ctx, http.MethodGet, "health", request{})
	return err
}

// call sends one order and reads its reply.
func (c *Client) call(ctx context.Context, method, path string, q request) (reply, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return reply{}, err
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://holdfast/"+path, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	answer, err := c.http.Do(r)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
			return reply{}, fmt.Errorf("%s: %w", c.dir, ErrNotRunning)
		}
		return reply{}, err
	}
	defer func() { _ = answer.Body.Close() }()
	var out reply
	if err := json.NewDecoder(answer.Body).Decode(&out); err != nil {
		return out, fmt.Errorf("the monitor's answer: %w", err)
	}
	if out.Error != "" {
		return out, errors.New(out.Error)
	}
	return out, nil
}
