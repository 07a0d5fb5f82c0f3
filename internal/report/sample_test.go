package report_test

import (
	"fmt"
	"time"

	"holdfast"
	"holdfast/internal/report"
)

// noon is a time of the sample's week.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC)
}

// week is the sample's period.
func week() report.Period {
	return report.Period{Kind: "week", Name: "2026-W47", From: at(16, 0, 0), To: at(23, 0, 0), Zone: "Europe/Dublin"}
}

func share(f float64) *float64 { return &f }

// sample is a week of a small company: Redis was open for nine minutes, TLS 1.0
// came back, a certificate ends, a sentence is unproven.
func sample() *report.Document {
	sec := func(d time.Duration) report.Seconds { return report.Seconds(d) }
	weekly := func(down, blind time.Duration) report.Times {
		return report.Times{Up: sec(7*24*time.Hour - down - blind), Down: sec(down), Blind: sec(blind)}
	}
	tls := report.Finding{
		ID: "shop/tlsgrade protocol/TLS 1.0", Check: "shop/tlsgrade", Name: "shop/tlsgrade", Kind: "tlsgrade", Target: "shop.example.com", Key: "protocol/TLS 1.0",
		Status: holdfast.Broken, Severity: holdfast.SeverityError, Owner: "web", Text: "shop.example.com offers TLS 1.0, wanted TLS 1.2 or later",
		Fix: "nginx: ssl_protocols TLSv1.2 TLSv1.3;", Since: at(19, 14, 10),
	}
	renew := report.Finding{
		ID: "app/tlsgrade certificate/expires", Check: "app/tlsgrade", Name: "app/tlsgrade", Kind: "tlsgrade", Target: "app.example.com", Key: "certificate/expires",
		Status: holdfast.AtRisk, Owner: "platform", Text: "app.example.com certificate ends 2026-12-05, renewal was due 2026-11-05", Fix: "certbot renew --dry-run", Since: at(18, 5, 0),
	}
	redis := report.Finding{
		ID: "db2/unreachable port/6379", Check: "db2/unreachable", Name: "db2/unreachable", Kind: "unreachable", Target: "db2.example.com", Key: "port/6379",
		Status: holdfast.Broken, Severity: holdfast.SeverityCritical, Text: "6379/tcp answers as Redis 7.0.15 without a password", Since: at(17, 3, 4), Until: at(17, 3, 13),
	}
	page := sec(1800 * time.Millisecond)
	d := &report.Document{
		Form: report.Form, Name: "Example Ltd", Instance: "3fa94c01", Version: "1.1.0", Page: "https://watch.example.com",
		Config: report.Config{Hash: "9f3c2a77d0e14b52aa", Checks: 62}, Period: week(), Made: at(23, 7, 0),
		Changes: report.Changes{
			Earlier: true, New: []report.Finding{tls, renew}, Open: []report.Finding{}, Regressed: []report.Finding{}, Resolved: []report.Finding{redis}, Gone: []report.Finding{},
		},
		Unknown: []report.Unlooked{},
		Promises: []report.Promise{
			{
				ID: "private", Says: "Database servers are only accessible from the internal network", State: report.StateBroke, Now: "holds", Since: at(17, 3, 13), Checks: 6,
				Proven: 0.9979, Times: weekly(9*time.Minute, 12*time.Minute), Oldest: at(22, 23, 58), Newest: at(22, 23, 59),
				Breaks: []report.Break{{Check: "db2/unreachable", Incident: 482, From: at(17, 3, 4), To: at(17, 3, 13), Text: "db2:6379, Redis without a password"}},
			},
			{ID: "backups", Says: "Automatic database backups are taken every hour", State: report.StateUnproven, Now: "unproven", Breaks: []report.Break{}},
			{ID: "ports", Says: "All ports except 80 (http) and 443 (https) are closed", State: report.StateHeld, Now: "holds", Since: at(1, 5, 12), Checks: 12, Proven: 0.9988, Times: weekly(0, 12*time.Minute), Oldest: at(22, 23, 59), Newest: at(22, 23, 59), Breaks: []report.Break{}},
			{ID: "tls", Says: "All communications are encrypted using SSL/TLS", Source: "https://example.com/security", State: report.StateHeld, Now: "holds", Since: at(1, 5, 12), Checks: 6, Proven: 0.9988, Times: weekly(0, 12*time.Minute), Oldest: at(22, 23, 55), Newest: at(22, 23, 59), Breaks: []report.Break{}},
		},
		Exceptions: []report.Exception{{Check: "old/tlsgrade", Name: "old/tlsgrade", Faults: []string{"suite/*"}, Covers: 2, Until: at(30, 0, 0).AddDate(0, 1, 0), By: "cto", Why: "the vendor's client speaks nothing newer"}},
		Uptime:     []report.Uptime{},
		Incidents: []report.Incident{
			{ID: "7-812", Number: 482, Check: "db2/unreachable", Name: "db2/unreachable", Class: holdfast.ClassOutage, Severity: holdfast.SeverityCritical, Headline: "EXPOSED", Cause: "db2.example.com:6379 said Redis 7.0.15, no AUTH asked", Looks: "3 of 3 looks in 20 s", Since: at(17, 3, 4), Opened: at(17, 3, 4), Until: at(17, 3, 13), Lasted: sec(9 * time.Minute), Page: &page, PagedBy: "pagerduty", Acked: at(17, 3, 6), AckedBy: "on-call", Link: "https://watch.example.com/incidents/482"},
			{ID: "7-901", Number: 483, Check: "api/uptime", Name: "api/uptime", Class: holdfast.ClassOutage, Headline: "DOWN", Cause: "503, wanted 2xx", Looks: "3 of 3 looks in 20 s", Since: at(20, 10, 2), Opened: at(20, 10, 2), Until: at(20, 10, 19), Lasted: sec(17 * time.Minute), Page: &page, PagedBy: "pagerduty"},
		},
		Exposure: report.Exposure{
			Checks: 12,
			Moves: []report.PortMove{
				{Check: "db2/unreachable", Address: "203.0.113.40", Port: "6379/tcp", Move: "closed", At: at(17, 3, 13), FirstSeen: at(17, 3, 4)},
				{Check: "db2/unreachable", Address: "203.0.113.40", Port: "6379/tcp", Move: "opened", At: at(17, 3, 4), FirstSeen: at(17, 3, 4)},
			},
			Open: []report.OpenPort{{Check: "app/exposure", Address: "203.0.113.10", Port: "443/tcp", FirstSeen: at(1, 0, 0), Wanted: true}},
		},
		TLS: report.TLS{
			Grades: []report.Grade{
				{Check: "shop/tlsgrade", Name: "shop/tlsgrade", Target: "shop.example.com", Status: holdfast.Broken, Now: "B", Before: "A", Moved: []string{"came: shop.example.com offers TLS 1.0, wanted TLS 1.2 or later"}, History: []report.GradePoint{{At: at(1, 0, 0), Grade: "A"}, {At: at(19, 14, 10), Grade: "B"}}},
				{Check: "app/tlsgrade", Name: "app/tlsgrade", Target: "app.example.com", Status: holdfast.AtRisk, Now: "A", Before: "A", Moved: []string{}, History: []report.GradePoint{{At: at(1, 0, 0), Grade: "A"}}},
			},
			Certificates: []report.Certificate{
				{Check: "app/tlsgrade", Name: "app/tlsgrade", Target: "app.example.com", Status: holdfast.AtRisk, Ends: time.Date(2026, 12, 5, 12, 0, 0, 0, time.UTC), DaysLeft: 12, Issuer: "Example CA"},
				{Check: "shop/tlsgrade", Name: "shop/tlsgrade", Target: "shop.example.com", Ends: time.Date(2027, 2, 5, 12, 0, 0, 0, time.UTC), DaysLeft: 74, Issuer: "Example CA"},
			},
		},
		Postures: []report.Posture{{Kind: "heartbeat", Rows: []report.PostureRow{{Check: "images", Name: "quarterly images", Status: holdfast.Holds, Reason: "last beat 2026-11-20", Newest: at(22, 23, 0), Times: weekly(0, 12*time.Minute)}}}},
		Monitor: report.Monitor{
			Blind: sec(12 * time.Minute), Blinds: []report.Blind{{From: at(22, 4, 10), To: at(22, 4, 22), Why: "own uplink: no anchor answered"}}, Looks: 412_233,
			Sends: report.Sends{Due: 9, Sent: 9}, Slowest: &report.SlowPage{Seconds: page, Incident: 482, Channel: "pagerduty"}, Drill: &report.Drill{At: at(20, 9, 0), Channels: 3, Answered: 3},
		},
		FullLook: report.FullLook{Asked: 62, Done: 61, From: at(23, 1, 0), To: at(23, 6, 40), Unfinished: []report.Unlooked{{Check: "cdn/exposure", Name: "cdn/exposure", Why: "swept 41,200 of 65,535 ports"}}},
		Method:   []string{"Down counts from the start of the first failed look of an outage that was confirmed, to the first good look of its confirmed recovery."},
	}
	d.Uptime = append(d.Uptime, service("api", 17*time.Minute), service("app", 3*time.Minute))
	d.Uptime[0].SLO = &report.SLO{Target: 0.999, Window: sec(7 * 24 * time.Hour), Budget: sec(10 * time.Minute), Spent: sec(17 * time.Minute), Left: sec(-7 * time.Minute), Burn: 1.7}
	for i := range 58 {
		d.Uptime = append(d.Uptime, service(fmt.Sprintf("host%02d", i), 0))
	}
	d.Verdict.Checks = report.CheckCount{Of: 62, Holds: 60, AtRisk: 1, Broken: 1}
	d.Conclude()
	return d
}

// service is an uptime row with so much down.
func service(name string, down time.Duration) report.Uptime {
	whole := 7 * 24 * time.Hour
	blind := 12 * time.Minute
	u := report.Uptime{
		Check: name + "/uptime", Name: name + "/uptime", Kind: "uptime", Target: "https://" + name + ".example.com", Status: holdfast.Holds, Looks: 10_080,
		Times:   report.Times{Up: report.Seconds(whole - down - blind), Down: report.Seconds(down), Blind: report.Seconds(blind)},
		Ratio:   share(float64(whole-down-blind) / float64(whole-blind)),
		Latency: &report.Latency{P50: report.Seconds(81 * time.Millisecond), P95: report.Seconds(143 * time.Millisecond), P99: report.Seconds(402 * time.Millisecond)},
	}
	for i := range 90 {
		day := report.Day{Date: at(22, 0, 0).AddDate(0, 0, i-89).Format(time.DateOnly), Word: "up", Ratio: share(1), Times: report.Times{Up: report.Seconds(24 * time.Hour)}}
		switch {
		case i < 20:
			day.Word, day.Ratio, day.Times = "none", nil, report.Times{}
		case down > 0 && i == 87:
			day.Word = "down"
		}
		u.Days = append(u.Days, day)
	}
	return u
}
