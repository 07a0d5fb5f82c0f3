package charts

import (
	"math"
	"math/rand/v2"
	"time"
)

func day(n int) time.Time { return time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

// sampleRow is a row of n days, up but for the states at the given days before
// the last.
func sampleRow(name, value string, n int, bad map[int]State) BarRow {
	row := BarRow{Name: name, Value: value}
	for i := range n {
		d := Day{Date: day(i - n + 1), State: Up}
		if s, ok := bad[n-1-i]; ok {
			d.State, d.Note = s, "17 min"
		}
		row.Days = append(row.Days, d)
	}
	return row
}

func sampleBars() Bars {
	return Bars{Title: "Uptime, 90 days", Rows: []BarRow{
		sampleRow("api.example.com/uptime", "99.83 %", 90, map[int]State{2: Down, 9: AtRisk, 10: AtRisk, 30: Maintenance, 31: Maintenance, 55: Blind, 70: Unknown, 71: Unknown}),
		sampleRow("app.example.com/uptime", "99.97 %", 90, map[int]State{40: Down}),
		sampleRow("a-host-with-a-very-long-name.eu-west-1.example.com/uptime", "100 %", 33, nil),
	}}
}

func sampleLatency() Latency {
	r := rand.New(rand.NewPCG(1, 2))
	l := Latency{Title: "api.example.com: time to answer", From: day(-7), To: day(0), SLO: 300 * time.Millisecond}
	for i := range 336 {
		if i > 190 && i < 205 {
			continue
		}
		base := 60 + 25*math.Sin(float64(i)/48*2*math.Pi)
		p50 := base * (0.95 + 0.1*r.Float64())
		p95, p99 := p50*(1.8+0.5*r.Float64()), p50*(2.5+1.5*r.Float64())
		if i > 250 && i < 256 {
			p95, p99 = p95*2, p99*2.3
		}
		ms := func(v float64) time.Duration { return time.Duration(v * 1e6).Round(time.Microsecond) }
		l.Points = append(l.Points, LatencyPoint{At: day(-7).Add(time.Duration(i) * 30 * time.Minute), P50: ms(p50), P95: ms(p95), P99: ms(p99)})
	}
	return l
}

func sampleSpread() Latency {
	l := sampleLatency()
	l.Title = "one answer after 30 s"
	l.Points[100].P99 = 30 * time.Second
	return l
}

func sampleGrades() Grades {
	return Grades{Title: "shop.example.com: TLS grade", From: day(-90), To: day(0), Steps: []GradeStep{
		{At: day(-120), Grade: "A"}, {At: day(-70), Grade: "A+"}, {At: day(-40), Grade: ""}, {At: day(-37), Grade: "A+"}, {At: day(-4).Add(14 * time.Hour), Grade: "B"},
	}}
}

func sampleExposure() Exposure {
	open, closed := true, false
	at := func(d int, h time.Duration) time.Time { return day(d).Add(h * time.Minute) }
	return Exposure{Title: "Ports", From: day(-7), To: day(0), Ports: []PortRow{
		{Name: "db2:6379 redis", Spans: []Span{{day(-9), at(-5, 184), closed}, {at(-5, 184), at(-5, 193), open}, {at(-5, 193), day(1), closed}}},
		{Name: "legacy:8080", Spans: []Span{{day(-7), at(-2, 610), closed}, {at(-2, 610), day(0), open}}},
		{Name: "app:443 https", Allowed: true, Spans: []Span{{day(-7), day(0), open}}},
		{Name: "app:5432 postgresql", Spans: []Span{{day(-7), day(-3), closed}, {at(-3, 300), day(0), closed}}},
	}}
}

// samples are all pictures at a width, by name.
func samples(width float64) map[string]*Picture {
	return map[string]*Picture{
		"bars":     sampleBars().Picture(width),
		"latency":  sampleLatency().Picture(width),
		"spread":   sampleSpread().Picture(width),
		"grades":   sampleGrades().Picture(width),
		"exposure": sampleExposure().Picture(width),
	}
}
