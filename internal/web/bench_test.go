package web

import (
	"context"
	"fmt"
	"net/http"
	"syscall"
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/board"
	"holdfast/internal/view"
)

// BenchmarkOverview makes the first page of 1,000 checks anew each time: board,
// HTML and packing, with nothing cached but the past.
func BenchmarkOverview(b *testing.B) {
	v := estate()
	good := v.Checks[0]
	v.Checks = nil
	for i := range 1000 {
		c := good
		c.Check = holdfast.Check{ID: fmt.Sprintf("host%d.example.com/uptime", i), Name: fmt.Sprintf("host%d.example.com/uptime", i), Host: fmt.Sprintf("host%d.example.com", i/4), Kind: "uptime"}
		v.Checks = append(v.Checks, c)
	}
	h := &house{audience: board.Audience{Name: "Status", Checks: []string{"*"}}}
	w := New(Options{View: func() view.View { return v }, History: h, Past: crowd{h, v}, Audience: func() board.Audience { return h.audience }, URL: func() string { return "" }})
	b.ReportAllocs()
	before := cpu(b)
	for b.Loop() {
		w.public.files = nil
		bd, _ := w.public.now(b.Context())
		f, _ := w.public.find(bd, board.HomePage)
		body, err := f.make(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(w.packer.answer(http.StatusOK, htmlKind, body, false).packed)), "gz-bytes")
	}
	b.ReportMetric(float64((cpu(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

// cpu is the processor time that this process has had: what a busy machine does
// not make longer.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// crowd is a house in which every check has the same ninety days.
type crowd struct {
	*house
	v view.View
}

// Past implements Past.
func (c crowd) Past(ctx context.Context, at time.Time) (board.Past, error) {
	p, err := c.house.Past(ctx, at)
	days := p.Days["app/uptime"]
	for _, one := range c.v.Checks {
		p.Days[one.ID] = days
	}
	return p, err
}
