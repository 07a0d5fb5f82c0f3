//go:build check

package crash

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/alerting/alerttest"
)

// count is what people saw of one outage.
type count struct {
	opened, merged, resolved, dropped int // PagerDuty
	posted, updated                   int // Slack
	mails, posts                      int // deliveries, repeats included
	mailKeys, postKeys                int // different ones among them
}

// count reads all ledgers for one outage, which its check's name tells.
func (w *world) count(name string) count {
	var c count
	pager := w.pager.Seen()
	keys := map[string]bool{}
	for _, s := range pager {
		if strings.Contains(s.Text, name) {
			keys[s.Key] = true
		}
	}
	seen := map[string]int{}
	for _, s := range pager {
		if keys[s.Key] {
			seen[s.Action]++
		}
	}
	for _, s := range w.slack.Seen() {
		if strings.Contains(s.Text, name) {
			seen[s.Action]++
		}
	}
	c.opened, c.merged, c.resolved, c.dropped = seen["opened"], seen["merged"], seen["resolved"], seen["dropped"]
	c.posted, c.updated = seen["posted"], seen["updated"]
	c.mails, c.mailKeys = about(w.mail.Seen(), name)
	c.posts, c.postKeys = about(w.web.Seen(), name)
	return c
}

// about counts the messages about an outage and their different keys.
func about(seen []alerttest.Seen, name string) (messages, keys int) {
	known := map[string]bool{}
	for _, s := range seen {
		if strings.Contains(s.Text, name) {
			messages++
			known[s.Key] = true
		}
	}
	return messages, len(known)
}

// told says that PagerDuty and Slack know of the outage.
func (c count) told() bool { return c.opened > 0 && c.posted > 0 }

// toldAll says that all four channels know.
func (c count) toldAll() bool { return c.told() && c.mailKeys > 0 && c.postKeys > 0 }

// over says that PagerDuty and Slack know that the outage is over.
func (c count) over() bool { return c.told() && c.resolved > 0 && c.updated > 0 }

// overAll says that all four channels know both ends.
func (c count) overAll() bool { return c.over() && c.mailKeys > 1 && c.postKeys > 1 }

// judge holds an outage that is over against what was promised.
func (c count) judge(t *testing.T, name string) {
	t.Helper()
	if c.opened != 1 || c.resolved != 1 {
		t.Errorf("%s: PagerDuty opened %d and resolved %d incidents, want 1 and 1", name, c.opened, c.resolved)
	}
	if c.posted != 1 || c.updated != 1 {
		t.Errorf("%s: Slack shows %d posts and %d updates, want 1 and 1", name, c.posted, c.updated)
	}
	if c.mailKeys != 2 {
		t.Errorf("%s: %d mails with %d different Message-IDs, want 2: opened and resolved", name, c.mails, c.mailKeys)
	}
	if c.postKeys != 2 {
		t.Errorf("%s: %d webhook calls with %d different Idempotency-Keys, want 2: opened and resolved", name, c.posts, c.postKeys)
	}
}

// repeats says how often a channel got the same thing again.
func (c count) repeats() string {
	return fmt.Sprintf("PagerDuty %d merged %d dropped, mail %d, webhook %d",
		c.merged, c.dropped, c.mails-c.mailKeys, c.posts-c.postKeys)
}

// add sums the counts of several outages.
func (c count) add(o count) count {
	return count{
		c.opened + o.opened, c.merged + o.merged, c.resolved + o.resolved, c.dropped + o.dropped,
		c.posted + o.posted, c.updated + o.updated, c.mails + o.mails, c.posts + o.posts,
		c.mailKeys + o.mailKeys, c.postKeys + o.postKeys,
	}
}
