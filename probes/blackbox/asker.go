package blackbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/names"
	"holdfast/internal/plain"
	"holdfast/probes/internal/carry"
	"holdfast/probes/internal/netdial"
)

// Gate says whom this machine may ask. The errors say why not, as the end of a
// sentence.
type Gate interface {
	// Name decides about a host as it is written, before it is looked up.
	Name(host string) error
	// Address decides about an address of a host, before it is dialled.
	Address(host string, addr netip.Addr) error
}

// RefusalError is that the gate kept a probe from being made, or from going on.
type RefusalError struct {
	Host string
	Why  error
}

// Error implements error.
func (r *RefusalError) Error() string {
	return plain.Text(r.Host, 100) + " is not asked: " + r.Why.Error()
}

// Unwrap returns the gate's reason.
func (r *RefusalError) Unwrap() error { return r.Why }

// maxHeaderBytes bounds the response headers that are read.
const maxHeaderBytes = 1 << 20

// Asker asks what modules say. It may be used by several goroutines.
type Asker struct {
	env    holdfast.Env
	gate   Gate
	dialer *netdial.Dialer
	wire   *http.Transport
	wire2  *http.Transport // HTTP/2 alone
	help   map[string]string
}

// New makes an asker; gate must not be nil.
func New(env holdfast.Env, gate Gate) *Asker {
	return &Asker{env: env, gate: gate, dialer: netdial.New(env), wire: carry.Transport(maxHeaderBytes), wire2: carry.HTTP2(maxHeaderBytes), help: help()}
}

// help are the words about each series.
func help() map[string]string {
	out := map[string]string{
		names.ProbeChainEnd:  "When the best verified chain ends; of an unverified one the year 1",
		names.ProbeChainInfo: "A constant 1 with what the leaf certificate says",
		expectInfo:           "A constant 1 with what the expression of the module found",
		failedBytes:          "1 if other bytes came than the module expects",
		failedRegex:          "1 if an expression of the module decided that the probe failed",
	}
	for _, m := range names.Blackbox() {
		out[m.Name] = m.Help
	}
	return out
}

// Names that only this package has.
const (
	expectInfo  = "probe_expect_info"
	failedBytes = "probe_failed_due_to_bytes"
	failedRegex = names.ProbeFailedRegex
)

// Answer is what a probe gives.
type Answer struct {
	Success bool
	// Page is the series in the text format of Prometheus.
	Page []byte
	// Diary is what happened, line by line, when it was asked for.
	Diary []string
}

// Question is one probe to be made.
type Question struct {
	Module *Module
	Target string
	// Hostname, when not empty, is the header Host of http and the server's name
	// of tcp, unless the module has its own.
	Hostname string
	// Timeout is told as probe_timeout_seconds; the context ends the probe.
	Timeout time.Duration
	// Diary wants the answer's diary.
	Diary bool
}

// look is one probe under way.
type look struct {
	*Asker
	*Question
	page    page
	diary   []string
	mask    plain.Mask
	began   time.Time
	refused *RefusalError
	// chainEnds is when the best verified chain of the last handshake ends.
	chainEnds time.Time
}

// Ask makes a probe. The error is a [*RefusalError]: the gate let nobody be asked, or
// nobody further.
func (a *Asker) Ask(ctx context.Context, q Question) (Answer, error) {
	l := &look{Asker: a, Question: &q, began: time.Now(), page: make(page, 0, 32)}
	if q.Diary {
		l.mask = plain.NewMask(q.Module.secrets()...)
	}
	ask := map[string]func(context.Context) error{"http": l.http, "tcp": l.tcp, "icmp": l.icmp, "dns": l.dns, "grpc": l.grpc}[q.Module.Prober]
	err := ask(ctx)
	if l.refused != nil {
		return Answer{Diary: l.diary}, l.refused
	}
	if err != nil {
		l.say("failed: %v", err)
	}
	l.page.set(names.ProbeDuration, time.Since(l.began).Seconds())
	l.page.set(names.ProbeTimeout, q.Timeout.Seconds())
	l.page.set(names.ProbeSuccess, truth(err == nil))
	return Answer{Success: err == nil, Page: l.page.text(a.help), Diary: l.diary}, nil
}

// say writes a line into the diary, when somebody wants to read it.
func (l *look) say(format string, args ...any) {
	if !l.Diary {
		return
	}
	words := plain.Text(l.mask.Words(fmt.Sprintf(format, args...)), 500)
	l.diary = append(l.diary, fmt.Sprintf("%8.1f ms  %s", time.Since(l.began).Seconds()*1000, words))
}

// refuse notes what the gate said.
func (l *look) refuse(host string, why error) error {
	l.refused = &RefusalError{Host: host, Why: why}
	return l.refused
}

// truth is 1 or 0.
func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// errUnwanted ends a probe that saw everything and did not like it; the diary
// has the reasons.
var errUnwanted = errors.New("not as the module wants it")

// secrets are all values of the module that must not be told.
func (m *Module) secrets() []holdfast.Secret {
	out := []holdfast.Secret{m.HTTP.Body, m.HTTP.BearerToken}
	for _, v := range m.HTTP.Headers {
		out = append(out, v)
	}
	for _, h := range m.HTTP.HTTPHeaders {
		out = append(out, h.Secrets...)
	}
	if b := m.HTTP.BasicAuth; b != nil {
		out = append(out, b.Password)
	}
	if a := m.HTTP.Authorization; a != nil {
		out = append(out, a.Credentials)
	}
	for _, values := range m.GRPC.Metadata {
		for _, v := range values {
			out = append(out, holdfast.Secret(v))
		}
	}
	for _, step := range m.TCP.QueryResponse {
		out = append(out, holdfast.Secret(strings.TrimSpace(step.Send)))
	}
	return out
}
