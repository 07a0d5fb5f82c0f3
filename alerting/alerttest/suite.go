package alerttest

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast"
)

// Suite is what a channel brings to [Run].
type Suite struct {
	// Receiver starts a fresh fake.
	Receiver func(t testing.TB) Receiver
	// Notifier makes the channel that sends to it.
	Notifier func(t testing.TB, address string, env holdfast.Env) holdfast.Notifier
	// Secrets must never be seen in an answer or a log.
	Secrets []string
	// Want names outcomes that differ from the ordinary ones ([Ordinary]).
	Want map[Mode]holdfast.Outcome
	// Merges says that a repeat in doubt is seen once at the receiver. Else it
	// may be seen twice, under one key.
	Merges bool
	// Keyless says that the receiver has no key at all; the notice's id must
	// then stand in the text.
	Keyless bool
	// NoWait says that the protocol cannot tell how long to wait.
	NoWait bool
}

// Ordinary is the outcome that a mode has at most receivers.
func Ordinary(m Mode) holdfast.Outcome {
	switch m {
	case Well:
		return holdfast.OutcomeAccepted
	case Refuse:
		return holdfast.OutcomeRefused
	case Limit, Busy:
		return holdfast.OutcomeRetry
	default:
		return holdfast.OutcomeUnknown
	}
}

// outcome is what this channel's answer must be.
func (s Suite) outcome(m Mode) holdfast.Outcome {
	if want, ok := s.Want[m]; ok {
		return want
	}
	return Ordinary(m)
}

// bench is one fresh receiver, the channel that sends to it and its log.
type bench struct {
	suite    Suite
	receiver Receiver
	notifier holdfast.Notifier
	log      *syncBuffer
}

// set makes a bench.
func (s Suite) set(t *testing.T) *bench {
	t.Helper()
	b := &bench{suite: s, receiver: s.Receiver(t), log: &syncBuffer{}}
	logger := slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	b.notifier = s.Notifier(t, b.receiver.Address(), holdfast.Env{Log: logger, Version: "test"})
	return b
}

// send sends one notice with an ordinary timeout and looks for secrets.
func (b *bench) send(t *testing.T, n holdfast.Notice) holdfast.Receipt {
	t.Helper()
	return b.sendFor(t, n, 20*time.Second)
}

// sendFor is send with the given timeout.
func (b *bench) sendFor(t *testing.T, n holdfast.Notice, timeout time.Duration) holdfast.Receipt {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	r := b.notifier.Notify(ctx, n)
	for _, secret := range b.suite.Secrets {
		if strings.Contains(r.Answer, secret) || strings.Contains(r.Ref, secret) {
			t.Errorf("the receipt shows a secret: %+v", r)
		}
		if strings.Contains(b.log.String(), secret) {
			t.Errorf("the log shows a secret:\n%s", b.log)
		}
	}
	if r.Answer == "" || strings.ContainsAny(r.Answer, "\r\n\x1b") || len(r.Answer) > 2000 {
		t.Errorf("answer %q: want one short line", r.Answer)
	}
	return r
}

// want fails the test unless the receipt has this outcome.
func want(t *testing.T, r holdfast.Receipt, outcome holdfast.Outcome) {
	t.Helper()
	if r.Outcome != outcome {
		t.Fatalf("outcome %v (%s), want %v", r.Outcome, r.Answer, outcome)
	}
}

// syncBuffer is a buffer that several goroutines may write to.
type syncBuffer struct {
	mu  sync.Mutex // protects buf
	buf bytes.Buffer
}

// Write implements [io.Writer].
func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

// String returns what was written so far.
func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
