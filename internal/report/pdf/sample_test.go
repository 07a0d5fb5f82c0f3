package pdf

import (
	"fmt"
	"math/rand/v2"
	"time"

	"holdfast"
	"holdfast/internal/report"
)

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC)
}

func sec(d time.Duration) report.Seconds { return report.Seconds(d) }

// sample is a week of so many services: a database was open, a grade fell, some
// services were down.
func sample(services int) *report.Document {
	page := sec(1800 * time.Millisecond)
	d := &report.Document{
		Form: report.Form, Name: "Example Ltd", Instance: "3fa94c01", Version: "1.1.0", Page: "https://watch.example.com",
		Config:  report.Config{Hash: "9f3c2a77d0e14b52aa", Checks: 4 * services},
		Period:  report.Period{Kind: "week", Name: "2026-W47", From: at(16, 0, 0), To: at(23, 0, 0), Zone: "Europe/Dublin"},
		Made:    at(23, 7, 0),
		Changes: report.Changes{Earlier: true, New: []report.Finding{tls(), renew()}, Resolved: []report.Finding{redis()}},
		Promises: []report.Promise{
			{ID: "private", Says: "Database servers are only accessible from the internal network", State: report.StateBroke, Now: "holds", Since: at(17, 3, 13), Checks: 6, Proven: 0.9979, Times: weekly(9*time.Minute, 12*time.Minute), Oldest: at(22, 23, 58), Newest: at(22, 23, 59), Breaks: []report.Break{{Check: "db2/unreachable", Incident: 482, From: at(17, 3, 4), To: at(17, 3, 13), Text: "db2:6379, Redis without a password"}}},
			{ID: "backups", Says: "Automatic database backups are taken every hour", State: report.StateUnproven, Now: "unproven"},
			{ID: "ports", Says: "All ports except 80 (http) and 443 (https) are closed", State: report.StateHeld, Now: "holds", Since: at(1, 5, 12), Checks: 12, Proven: 0.9988, Times: weekly(0, 12*time.Minute), Oldest: at(22, 23, 59), Newest: at(22, 23, 59)},
		},
		Exceptions: []report.Exception{{Check: "old/tlsgrade", Name: "old/tlsgrade", Faults: []string{"suite/*"}, Covers: 2, Until: at(30, 0, 0), By: "cto", Why: "the vendor's client speaks nothing newer"}},
		Incidents: []report.Incident{
			{ID: "7-812", Number: 482, Check: "db2/unreachable", Name: "db2/unreachable", Class: holdfast.ClassOutage, Severity: holdfast.SeverityCritical, Headline: "EXPOSED", Cause: "db2.example.com:6379 said Redis 7.0.15, no AUTH asked", Looks: "3 of 3 looks in 20 s", Since: at(17, 3, 4), Opened: at(17, 3, 4), Until: at(17, 3, 13), Lasted: sec(9 * time.Minute), Page: &page, PagedBy: "pagerduty", Acked: at(17, 3, 6), AckedBy: "on-call"},
			{ID: "7-901", Number: 483, Check: "api/uptime", Name: "api/uptime", Class: holdfast.ClassOutage, Headline: "DOWN", Cause: "503, wanted 2xx; the page said 端点 неисправна 🙂", Since: at(20, 10, 2), Opened: at(20, 10, 2), Until: at(20, 10, 19), Lasted: sec(17 * time.Minute), Page: &page, PagedBy: "pagerduty"},
		},
		Exposure: report.Exposure{
			Checks: 12,
			Moves: []report.PortMove{
				{Check: "db2/unreachable", Address: "203.0.113.40", Port: "6379/tcp", Move: "closed", At: at(17, 3, 13), FirstSeen: at(17, 3, 4)},
				{Check: "db2/unreachable", Address: "203.0.113.40", Port: "6379/tcp", Move: "opened", At: at(17, 3, 4), FirstSeen: at(17, 3, 4)},
			},
			Open: []report.OpenPort{{Check: "app/exposure", Address: "203.0.113.10", Port: "443/tcp", FirstSeen: at(1, 0, 0), Wanted: true}, {Check: "app/exposure", Address: "203.0.113.12", Port: "8080/tcp", FirstSeen: at(21, 9, 0)}},
		},
		TLS:      grades(services),
		Postures: []report.Posture{{Kind: "heartbeat", Rows: []report.PostureRow{{Check: "images", Name: "quarterly images", Status: holdfast.Holds, Reason: "last beat 2026-11-20", Newest: at(22, 23, 0), Times: weekly(0, 12*time.Minute)}}}},
		Monitor: report.Monitor{
			Blind: sec(12 * time.Minute), Blinds: []report.Blind{{From: at(22, 4, 10), To: at(22, 4, 22), Why: "own uplink: no anchor answered"}}, Looks: 412_233,
			Sends: report.Sends{Due: 9, Sent: 9}, Slowest: &report.SlowPage{Seconds: page, Incident: 482, Channel: "pagerduty"}, Drill: &report.Drill{At: at(20, 9, 0), Channels: 3, Answered: 3},
		},
		FullLook: report.FullLook{Asked: 62, Done: 61, From: at(23, 1, 0), To: at(23, 6, 40), Unfinished: []report.Unlooked{{Check: "cdn/exposure", Name: "cdn/exposure", Why: "swept 41,200 of 65,535 ports"}}},
		Method:   []string{"Down counts from the start of the first failed look of an outage that was confirmed, to the first good look of its confirmed recovery."},
	}
	r := rand.New(rand.NewPCG(3, 4))
	for i := range services {
		d.Uptime = append(d.Uptime, service(r, i))
	}
	d.Verdict.Checks = report.CheckCount{Of: 4 * services, Holds: 4*services - 2, AtRisk: 1, Broken: 1}
	d.Conclude()
	return d
}

func weekly(down, blind time.Duration) report.Times {
	return report.Times{Up: sec(7*24*time.Hour - down - blind), Down: sec(down), Blind: sec(blind)}
}

func tls() report.Finding {
	return report.Finding{
		ID: "shop/tlsgrade protocol/TLS 1.0", Check: "shop/tlsgrade", Name: "shop/tlsgrade", Kind: "tlsgrade", Target: "shop.example.com", Key: "protocol/TLS 1.0",
		Status: holdfast.Broken, Severity: holdfast.SeverityError, Owner: "web", Text: "shop.example.com offers TLS 1.0, wanted TLS 1.2 or later", Fix: "nginx: ssl_protocols TLSv1.2 TLSv1.3;", Since: at(19, 14, 10),
	}
}

func renew() report.Finding {
	return report.Finding{
		ID: "app/tlsgrade certificate/expires", Check: "app/tlsgrade", Name: "app/tlsgrade", Kind: "tlsgrade", Target: "app.example.com", Key: "certificate/expires",
		Status: holdfast.AtRisk, Owner: "platform", Text: "app.example.com certificate ends 2026-12-05, renewal was due 2026-11-05", Fix: "certbot renew --dry-run", Since: at(18, 5, 0),
	}
}

func redis() report.Finding {
	return report.Finding{
		ID: "db2/unreachable port/6379", Check: "db2/unreachable", Name: "db2/unreachable", Kind: "unreachable", Target: "db2.example.com", Key: "port/6379",
		Status: holdfast.Broken, Severity: holdfast.SeverityCritical, Text: "6379/tcp answers as Redis 7.0.15 without a password", Since: at(17, 3, 4), Until: at(17, 3, 13),
	}
}

// grades are as many servers, the first of which fell.
func grades(n int) report.TLS {
	var t report.TLS
	for i := range n {
		host := fmt.Sprintf("host%03d.example.com", i)
		g := report.Grade{Check: host + "/tlsgrade", Name: host + "/tlsgrade", Target: host, Status: holdfast.Holds, Now: "A+", Before: "A+", Moved: []string{}, History: []report.GradePoint{{At: at(1, 0, 0), Grade: "A+"}}}
		if i == 0 {
			g.Status, g.Now, g.Moved = holdfast.Broken, "B", []string{"came: offers TLS 1.0, wanted TLS 1.2 or later"}
			g.History = append(g.History, report.GradePoint{At: at(19, 14, 10), Grade: "B"})
		}
		t.Grades = append(t.Grades, g)
		t.Certificates = append(t.Certificates, report.Certificate{Check: g.Check, Name: g.Name, Target: host, Ends: at(23, 12, 0).AddDate(0, 0, 12+i%80), DaysLeft: 12 + i%80, Issuer: "Example CA"})
	}
	return t
}

// service is one of which the first are worse; every third had a bad day, and
// each has its own times.
func service(r *rand.Rand, i int) report.Uptime {
	down, blind := max(0, 17-i*5)*int(time.Minute), 12*time.Minute
	whole := 7 * 24 * time.Hour
	share := func(d time.Duration, of time.Duration) *float64 {
		f := float64(of-d) / float64(of)
		return &f
	}
	name := fmt.Sprintf("service%03d.example.com", i)
	ms := func(most int) report.Seconds { return sec(time.Duration(20_000+r.IntN(most*1000)) * time.Microsecond) }
	u := report.Uptime{
		Check: name + "/uptime", Name: name + "/uptime", Kind: "uptime", Target: "https://" + name, Status: holdfast.Holds, Looks: 10_080,
		Times: weekly(time.Duration(down), blind), Ratio: share(time.Duration(down), whole-blind),
		SLO:     &report.SLO{Target: 0.999, Window: sec(whole), Budget: sec(10 * time.Minute), Spent: sec(time.Duration(down)), Left: sec(10*time.Minute - time.Duration(down)), Burn: float64(down) / float64(10*time.Minute)},
		Latency: &report.Latency{P50: ms(80), P95: ms(200), P99: ms(500), Max: ms(2000)},
	}
	for k := range 90 {
		day := report.Day{Date: at(22, 0, 0).AddDate(0, 0, k-89).Format(time.DateOnly), Word: "up", Ratio: share(0, 1), Times: report.Times{Up: sec(24 * time.Hour)}}
		bad := time.Duration(r.IntN(3600)) * time.Second
		switch {
		case i%5 == 4 && k < 20:
			day.Word, day.Ratio, day.Times = "none", nil, report.Times{}
		case i%3 == 0 && r.IntN(40) == 0:
			day.Word, day.Ratio, day.Times = "down", share(bad, 24*time.Hour), report.Times{Up: sec(24*time.Hour - bad), Down: sec(bad)}
		case r.IntN(90) == 0:
			day.Word, day.Times = "at risk", report.Times{Up: sec(24*time.Hour - bad), AtRisk: sec(bad)}
		case k == 88:
			day.Word, day.Times = "blind", report.Times{Up: sec(24*time.Hour - 12*time.Minute), Blind: sec(12 * time.Minute)}
		case k == 60 && i%2 == 0:
			day.Word, day.Times = "maintenance", report.Times{Up: sec(22 * time.Hour), Maintenance: sec(2 * time.Hour)}
		case k == 50 && i%7 == 0:
			day.Word, day.Times, day.Ratio = "unknown", report.Times{Unknown: sec(24 * time.Hour)}, nil
		}
		u.Days = append(u.Days, day)
	}
	if i < 3 {
		for k := range 168 {
			if k < 60 || k > 66 {
				u.Latency.Points = append(u.Latency.Points, report.LatencyPoint{At: at(16, k, 0), P50: ms(40), P95: ms(200)})
			}
		}
	}
	return u
}
