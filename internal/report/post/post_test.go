package post_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/journal"
	"holdfast/internal/report/post"
)

// desk is a store in memory that can fail.
type desk struct {
	mu      sync.Mutex // protects all below
	letters map[string]journal.Letter
	gone    map[string]time.Time
	broken  bool
	saves   []holdfast.DeliveryState
}

func (d *desk) Letters(context.Context, string) ([]journal.Letter, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []journal.Letter
	for _, l := range d.letters {
		if !l.State.Ended() {
			out = append(out, l)
		}
	}
	return out, nil
}

func (d *desk) SaveLetter(_ context.Context, l journal.Letter) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken {
		return errors.New("disk full")
	}
	d.saves = append(d.saves, l.State)
	d.letters[l.Recipient] = l
	return nil
}

func (d *desk) Unsubscribed(context.Context) (map[string]time.Time, error) { return d.gone, nil }

// server answers as it is told, and counts what it took.
type server struct {
	answers []holdfast.Outcome
	took    []string
}

func (s *server) Carry(_ context.Context, _ string, mail []byte) holdfast.Receipt {
	s.took = append(s.took, string(mail))
	out := holdfast.OutcomeAccepted
	if len(s.answers) > 0 {
		out, s.answers = s.answers[0], s.answers[1:]
	}
	return holdfast.Receipt{Outcome: out, Answer: out.String()}
}

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// clock goes on by as much as the office wants to wait.
func rounds(t *testing.T, d *desk, s *server, n int) time.Duration {
	t.Helper()
	now := noon()
	o := post.New(post.Options{Store: d, Carrier: func(string) (post.Carrier, bool) { return s, true }, Now: func() time.Time { return now }})
	for range n {
		now = now.Add(max(o.Round(t.Context()), time.Second))
	}
	return now.Sub(noon())
}

func TestSend(t *testing.T) {
	t.Parallel()
	unknown, accepted, refused, retry := holdfast.OutcomeUnknown, holdfast.OutcomeAccepted, holdfast.OutcomeRefused, holdfast.OutcomeRetry
	for _, c := range []struct {
		name    string
		answers []holdfast.Outcome
		before  holdfast.DeliveryState
		gone    bool
		want    holdfast.DeliveryState
		tries   int
		doubt   bool
	}{
		{"taken at once", []holdfast.Outcome{accepted}, holdfast.DeliveryDue, false, holdfast.DeliveryDone, 1, false},
		{"taken at last", []holdfast.Outcome{retry, retry, accepted}, holdfast.DeliveryDue, false, holdfast.DeliveryDone, 3, false},
		{"refused", []holdfast.Outcome{refused}, holdfast.DeliveryDue, false, holdfast.DeliveryRefused, 1, false},
		{"answer lost", []holdfast.Outcome{unknown, accepted}, holdfast.DeliveryDue, false, holdfast.DeliveryDone, 2, true},
		{"killed while sending", []holdfast.Outcome{accepted}, holdfast.DeliverySending, false, holdfast.DeliveryDone, 1, true},
		{"unsubscribed", nil, holdfast.DeliveryDue, true, holdfast.DeliverySuperseded, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := &desk{letters: map[string]journal.Letter{"a@b.example": {Recipient: "a@b.example", Due: noon(), State: c.before, Body: []byte("mail")}}}
			if c.gone {
				d.gone = map[string]time.Time{"a@b.example": noon()}
			}
			s := &server{answers: c.answers}
			rounds(t, d, s, 6)
			l := d.letters["a@b.example"]
			if l.State != c.want || len(s.took) != c.tries || l.Doubt != c.doubt {
				t.Errorf("%s after %d tries, doubt %v; want %s after %d, %v", l.State, len(s.took), l.Doubt, c.want, c.tries, c.doubt)
			}
			for _, mail := range s.took {
				if mail != "mail" {
					t.Errorf("sent %q, want the very same mail", mail)
				}
			}
		})
	}
}

// TestMarkedBeforeItLeaves wants the row on disk before the first byte: with a
// disk that takes nothing, nothing leaves.
func TestMarkedBeforeItLeaves(t *testing.T) {
	t.Parallel()
	d := &desk{letters: map[string]journal.Letter{"a@b.example": {Recipient: "a@b.example", Due: noon()}}, broken: true}
	s := &server{}
	rounds(t, d, s, 3)
	if len(s.took) > 0 {
		t.Error("a mail left although nothing could be written")
	}
	d.broken = false
	rounds(t, d, s, 3)
	if diff := cmp.Diff([]holdfast.DeliveryState{holdfast.DeliverySending, holdfast.DeliveryDone}, d.saves); diff != "" {
		t.Error(diff)
	}
}

func TestGivenUp(t *testing.T) {
	t.Parallel()
	d := &desk{letters: map[string]journal.Letter{"a@b.example": {Recipient: "a@b.example", Due: noon()}}}
	s := &server{}
	for range 1000 {
		s.answers = append(s.answers, holdfast.OutcomeRetry)
	}
	took := rounds(t, d, s, 2500)
	if l := d.letters["a@b.example"]; l.State != holdfast.DeliveryRefused || took < post.Patience || len(s.took) > 200 {
		t.Errorf("%s after %s and %d tries", l.State, took, len(s.took))
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	key := []byte("0123456789abcdef")
	token := post.Token(key, "Staff@example.com")
	if who, ok := post.Recipient(key, token); !ok || who != "staff@example.com" {
		t.Errorf("%q %v", who, ok)
	}
	forged := post.Token([]byte("other"), "staff@example.com")
	for _, bad := range []string{"", ".", "x.y", token + "x", "x" + token, forged} {
		if who, ok := post.Recipient(key, bad); ok {
			t.Errorf("%q was taken as %s", bad, who)
		}
	}
	if _, ok := post.Recipient(nil, post.Token(nil, "a@b.example")); ok {
		t.Error("a token of no key was taken")
	}
}
