package dashboards

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// database is a Prometheus, or whatever speaks its HTTP API.
type database struct {
	base   string
	client *http.Client
	span   time.Duration // how far back drawn panels look
}

// reply is the API's answer to a query.
type reply struct {
	Status string `json:"status"`
	Error  string `json:"error"`
	Data   struct {
		Type   string          `json:"resultType"`
		Result json.RawMessage `json:"result"`
	} `json:"data"`
}

// found is one series of a vector or a matrix.
type found struct {
	Metric map[string]string `json:"metric"`
	Value  []any             `json:"value"`
	Values [][]any           `json:"values"`
}

// count is how many series a query has that hold a number. A quantile over
// nothing is NaN, and that is nothing.
func (d database) count(ctx context.Context, expr string, instant bool) (int, error) {
	series, err := d.ask(ctx, expr, instant)
	n := 0
	for _, s := range series {
		if s.number() {
			n++
		}
	}
	return n, err
}

func (f found) number() bool {
	for _, point := range append(f.Values, f.Value) {
		if len(point) == 2 {
			if v, err := strconv.ParseFloat(fmt.Sprint(point[1]), 64); err == nil && !math.IsNaN(v) {
				return true
			}
		}
	}
	return false
}

// first is the value of a label of the first series, empty without one.
func (d database) first(ctx context.Context, expr, label string) (string, error) {
	series, err := d.ask(ctx, expr, true)
	if err != nil || len(series) == 0 {
		return "", err
	}
	return series[0].Metric[label], nil
}

// largestReply bounds what is read of an answer.
const largestReply = 64 << 20

// ask puts a query, of now or over the span.
func (d database) ask(ctx context.Context, expr string, instant bool) ([]found, error) {
	now := time.Now()
	form, where := url.Values{"query": {expr}}, "/api/v1/query"
	if !instant {
		where = "/api/v1/query_range"
		form.Set("start", stamp(now.Add(-d.span)))
		form.Set("end", stamp(now))
		form.Set("step", strconv.Itoa(max(int(d.span.Seconds())/120, 1)))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.base+where+"?"+form.Encode(), nil)
	if err != nil {
		return nil, err
	}
	client := d.client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // it was read
	return read(resp.Status, io.LimitReader(resp.Body, largestReply))
}

// read understands an answer.
func read(status string, body io.Reader) ([]found, error) {
	var r reply
	if err := json.NewDecoder(body).Decode(&r); err != nil {
		return nil, fmt.Errorf("%s, and no answer of Prometheus' API: %w", status, err)
	}
	if r.Status != "success" {
		return nil, errors.New(r.Error)
	}
	if r.Data.Type == "scalar" || r.Data.Type == "string" {
		return []found{{Value: []any{0, "0"}}}, nil
	}
	var series []found
	err := json.Unmarshal(r.Data.Result, &series)
	return series, err
}

func stamp(at time.Time) string { return strconv.FormatFloat(float64(at.UnixMilli())/1000, 'f', 3, 64) }
