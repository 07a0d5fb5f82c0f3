package dashboards

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Answer is how one panel fares.
type Answer struct {
	Board, Panel string
	// Series is how many the panel's queries have together.
	Series int
	// Empty is the panel's own text for having none; with Series 0 and no such
	// text nobody who looks at the panel can tell what it means.
	Empty string
	// Err is why a query could not be answered.
	Err error
}

// Well reports whether the panel has data, or says itself what it means that
// there is none.
func (a Answer) Well() bool { return a.Err == nil && (a.Series > 0 || a.Empty != "") }

// Options say what to check, and against what.
type Options struct {
	Boards     fs.FS  // nil: those that are shipped
	Prometheus string // base address
	Client     *http.Client
	// Range is the time that drawn panels look back; default one hour.
	Range time.Duration
}

// ErrNoBoards is what a folder without boards is told.
var ErrNoBoards = errors.New("no board (*.json) is there")

// Check asks a Prometheus for the data of every panel of every board.
func Check(ctx context.Context, o Options) ([]Answer, error) {
	if o.Boards == nil {
		o.Boards = files
	}
	if o.Range == 0 {
		o.Range = time.Hour
	}
	all, err := layouts(o.Boards)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, ErrNoBoards
	}
	db := database{base: strings.TrimRight(o.Prometheus, "/"), client: o.Client, span: o.Range}
	if _, err := db.count(ctx, "vector(1)", true); err != nil {
		return nil, fmt.Errorf("ask Prometheus at %s: %w", o.Prometheus, err)
	}
	var out []Answer
	for _, l := range all {
		answers, err := db.board(ctx, l)
		if err != nil {
			return out, err
		}
		out = append(out, answers...)
	}
	return out, nil
}

// board asks for all panels of one board.
func (d database) board(ctx context.Context, l layout) ([]Answer, error) {
	values, err := d.values(ctx, l)
	if err != nil {
		return nil, fmt.Errorf("board %s: %w", l.Title, err)
	}
	var out []Answer
	for _, p := range l.panels() {
		a := Answer{Board: l.Title, Panel: p.Title, Empty: p.FieldConfig.Defaults.NoValue}
		for _, t := range p.Targets {
			n, err := d.count(ctx, filled(t.Expr, values, d.span), t.Instant)
			if err != nil {
				a.Err = fmt.Errorf("%s: %w", t.Expr, err)
				break
			}
			a.Series += n
		}
		out = append(out, a)
	}
	return out, nil
}

// labelValues is the query of a variable: label_values(metric, label).
func labelValues(query string) (metric, label string, ok bool) {
	m := regexp.MustCompile(`^label_values\((.+),\s*(\w+)\)$`).FindStringSubmatch(strings.TrimSpace(query))
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

// values chooses the first value of each variable, as Grafana does.
func (d database) values(ctx context.Context, l layout) (map[string]string, error) {
	out := map[string]string{}
	for _, v := range l.Templating.List {
		metric, label, ok := labelValues(v.text())
		if v.Type != "query" || !ok {
			continue
		}
		first, err := d.first(ctx, "topk(1, group by ("+label+") ("+filled(metric, out, d.span)+"))", label)
		if err != nil {
			return nil, fmt.Errorf("variable %s: %w", v.Name, err)
		}
		out[v.Name] = first
	}
	return out, nil
}

// filled puts variables into an expression, Grafana's own among them.
func filled(expr string, values map[string]string, span time.Duration) string {
	all := map[string]string{
		"__rate_interval": "5m", "__interval": "1m", "__range": fmt.Sprintf("%ds", int(span.Seconds())), "__range_s": strconv.Itoa(int(span.Seconds())),
	}
	for name, value := range values {
		all[name] = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value)
	}
	return regexp.MustCompile(`\$(\w+)|\$\{(\w+)\}`).ReplaceAllStringFunc(expr, func(m string) string {
		if value, ok := all[strings.Trim(m, "${}")]; ok {
			return value
		}
		return m
	})
}
