package scan

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"holdfast"
	"holdfast/internal/watch"
)

// Options say what to ask, and of what world.
type Options struct {
	Kinds []holdfast.Kind[holdfast.Prober]
	Env   holdfast.Env
	// Decode fills settings strictly from a map of them.
	Decode func(settings map[string]any, into any) error
	// Ports narrows the sweep ("all", "db", "web", "1-1024"), IP the family.
	Ports, IP string
	// Timeout bounds all questions of one target; zero is ten minutes.
	Timeout time.Duration
	// Progress, when not nil, is told how the sweep gets on.
	Progress func(target string, p holdfast.Progress)
}

// Run scans every aim, one after the other, and returns what is known when ctx
// ends.
func Run(ctx context.Context, aims []Aim, o Options) (Document, error) {
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Minute
	}
	began := time.Now()
	doc := Document{Version: 1, At: began.UTC()}
	for _, a := range aims {
		t, err := o.target(ctx, a)
		if err != nil {
			return doc, err
		}
		doc.Targets = append(doc.Targets, t)
	}
	doc.Seconds = time.Since(began).Seconds()
	return doc, nil
}

// question is one kind with its settings.
type question struct {
	kind     string
	settings map[string]any
}

// wantedGrade is the least grade of the SSL Labs guide that a scan is content with.
const wantedGrade = "A"

// questions are what a target is asked.
func (o Options) questions(ctx context.Context, a Aim) (list []question, scope string) {
	if a.Port != 0 {
		scheme := o.scheme(ctx, a)
		list = append(list, question{"uptime", o.family(map[string]any{"url": scheme + "://" + a.String() + "/"})})
		if scheme == "https" {
			list = append(list, question{"tlsgrade", o.family(map[string]any{"host": a.Host, "port": a.Port, "at_least": wantedGrade})})
		}
		return list, fmt.Sprintf("only port %d was asked; without :%d the whole host is", a.Port, a.Port)
	}
	from := "outside"
	if a.inside(ctx, o.resolver()) {
		from, scope = "inside", "seen from inside: this proves nothing about what strangers see"
	}
	exposure := map[string]any{"host": a.Host, "from": from}
	if o.Ports != "" && o.Ports != "all" {
		exposure["ports"] = o.Ports
		scope = join(scope, "ports narrowed to "+o.Ports)
	}
	if o.IP != "" {
		scope = join(scope, "IPv"+o.IP+" only")
	}
	return []question{
		{"uptime", o.family(map[string]any{"host": a.Host})},
		{"unreachable", o.family(map[string]any{"host": a.Host, "from": from})},
		{"tlsgrade", o.family(map[string]any{"host": a.Host, "at_least": wantedGrade})},
		{"exposure", o.family(exposure)},
	}, scope
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// family narrows settings to one IP family, openly.
func (o Options) family(settings map[string]any) map[string]any {
	if o.IP != "" {
		settings["ip"] = o.IP
	}
	return settings
}

func (o Options) resolver() *net.Resolver {
	if o.Env.Resolver != nil {
		return o.Env.Resolver
	}
	return net.DefaultResolver
}

// target asks one host all its questions at once.
func (o Options) target(ctx context.Context, a Aim) (Target, error) {
	questions, scope := o.questions(ctx, a)
	t := Target{Name: a.String(), Scope: scope, Checks: make([]Check, len(questions))}
	shared := watch.AskOptions{Answers: &watch.Answers{}, Lag: &watch.Lag{}} // the host's questions know of each other
	var all sync.WaitGroup
	for i, q := range questions {
		check, err := o.check(a, q)
		if err != nil {
			return t, err
		}
		all.Go(func() {
			look := holdfast.Look{Full: true, Progress: o.progress(a, q.kind)}
			t.Checks[i] = Check{Kind: q.kind, Verdict: watch.Ask(ctx, check, look, shared)}
		})
	}
	all.Wait()
	t.fill()
	return t, nil
}

// progress hands on how the longest question gets on.
func (o Options) progress(a Aim, kind string) func(holdfast.Progress) {
	if o.Progress == nil || kind != "exposure" {
		return nil
	}
	return func(p holdfast.Progress) { o.Progress(a.String(), p) }
}

// check makes the check of a question.
func (o Options) check(a Aim, q question) (holdfast.Check, error) {
	c := holdfast.Check{ID: a.String() + "/" + q.kind, Name: a.String() + "/" + q.kind, Kind: q.kind, Host: a.Host, Target: a.String(), Timeout: o.Timeout}
	for _, k := range o.Kinds {
		if k.Name != q.kind {
			continue
		}
		env := o.Env
		env.Check = c.ID
		var err error
		c.Prober, err = k.New(env, func(into any) error { return o.Decode(q.settings, into) })
		return c, err
	}
	return c, fmt.Errorf("this binary has no kind %s", q.kind)
}
