package alerttest

import (
	"fmt"
	"strings"
	"time"

	"holdfast"
)

// Noon is the moment at which the sample notices became due: 24 November 2026,
// 03:04:30 UTC, when people sleep.
func Noon() time.Time { return time.Date(2026, 11, 24, 3, 4, 30, 0, time.UTC) }

// Opened is the first notice of an incident: a Redis that answers the world.
func Opened() holdfast.Notice {
	return holdfast.Notice{
		ID: "1-482-ops-opened", Key: "hf-5c1d-1-482", Channel: "ops", Step: holdfast.StepOpened, At: Noon(),
		Check: holdfast.Check{
			ID: "db2.example.com/unreachable", Name: "db2.example.com/unreachable", Kind: "unreachable",
			Target: "db2.example.com", Host: "db2.example.com", Severity: holdfast.SeverityCritical,
			Owner: "platform", Group: "eu", Runbook: "https://runbooks.example.com/redis",
		},
		Incident: holdfast.Incident{
			ID: "1-482", Number: 482, Check: "db2.example.com/unreachable", Class: holdfast.ClassOutage,
			Severity: holdfast.SeverityCritical, Status: holdfast.Broken, Headline: "EXPOSED",
			Reason: "Redis on db2.example.com:6379 answers without a password",
			Faults: []holdfast.Fault{{
				Key: "port/6379", Status: holdfast.Broken,
				Text: "203.0.113.40:6379 said Redis 7.0.15, no AUTH asked; wanted no answer",
				Fix:  "drop 6379 on 203.0.113.40",
			}},
			Since: Noon().Add(-20 * time.Second), Opened: Noon(), Looks: "3 of 3 looks in 20 s",
		},
		Breaks:  []string{"Database servers are only accessible from the internal network."},
		Told:    "pager, ops at once; staff after 15 min unless acknowledged",
		Page:    "https://status.example.com/incidents/482",
		Attempt: 1,
	}
}

// At returns the same incident at a later step, minutes after it opened, with
// the references that the channel gave so far.
func At(step holdfast.Step, minutes int, refs ...string) holdfast.Notice {
	n := Opened()
	n.ID, n.Step, n.Refs = "1-482-ops-"+string(step), step, refs
	n.At = n.At.Add(time.Duration(minutes) * time.Minute)
	switch step {
	case holdfast.StepAcknowledged:
		n.Incident.Acked, n.Incident.AckedBy = n.At, "on-call"
	case holdfast.StepResolved:
		n.Incident.Acked, n.Incident.AckedBy = Noon().Add(90*time.Second), "on-call"
		n.Incident.Until, n.Incident.Resolved = n.At.Add(-20*time.Second), n.At
	case holdfast.StepWorse:
		n.Incident.Faults = append(n.Incident.Faults, holdfast.Fault{
			Key: "port/3306", Status: holdfast.Broken, Text: "203.0.113.40:3306 said MariaDB 10.11; wanted no answer",
			Fix: "drop 3306 on 203.0.113.40",
		})
	case holdfast.StepDrill:
		n.Incident, n.Check = holdfast.Incident{}, holdfast.Check{}
		n.Breaks, n.Told, n.Page, n.Key = nil, "", "", "hf-5c1d-drill-7"
	case holdfast.StepOpened, holdfast.StepReminder:
	}
	return n
}

// Over is the opening notice of an incident that ended before the channel could
// be told of it.
func Over() holdfast.Notice {
	n := Opened()
	n.ID = "1-483-ops-opened"
	n.LateBy = 9 * time.Minute
	over := n.Incident
	over.Until, over.Resolved = n.At.Add(5*time.Minute), n.At.Add(5*time.Minute+20*time.Second)
	n.Over = &over
	return n
}

// Longest is a notice in which everything is far longer than any receiver
// takes, and full of what a target may smuggle in.
func Longest() holdfast.Notice {
	n := Opened()
	hostile := "<!channel> *b* `c` \x1b[31m\r\nBcc: evil@example.com\r\n\u202e" + `"} {{.}} </td><script>` + "\xff"
	long := strings.Repeat("é東"+hostile, 400)
	n.ID, n.Key = strings.Repeat("i", 300), strings.Repeat("k", 300)
	n.Told, n.Page = long, "https://status.example.com/"+strings.Repeat("p", 5000)
	n.Check.Name, n.Check.Owner, n.Check.Group, n.Check.Runbook = long, long, long, "https://"+strings.Repeat("r", 5000)
	n.Check.Target, n.Check.Host = long, long
	n.Incident.Reason, n.Incident.Headline, n.Incident.Looks = long, long, long
	n.Incident.Faults, n.Breaks = nil, nil
	for i := range 5000 {
		n.Incident.Faults = append(n.Incident.Faults, holdfast.Fault{
			Key: fmt.Sprintf("port/%d", i+1), Status: holdfast.Broken, Text: long, Fix: long,
		})
		n.Breaks = append(n.Breaks, long)
	}
	return n
}
