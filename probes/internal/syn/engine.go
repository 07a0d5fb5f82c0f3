package syn

import (
	"context"
	"fmt"
	"time"

	"holdfast/probes/internal/sweep"
)

// New returns the engine that asks by bare SYNs where that is possible, and by
// connects where it is not. The result says which, and why.
func New() sweep.Engine { return engine{connect: sweep.New(), open: openLine} }

// engine chooses between the two ways.
type engine struct {
	connect sweep.Engine
	// open makes a line for a job, and tells which ports of ours are its own.
	open func(ctx context.Context, job sweep.Job) (wire, error)
}

// wire is a line with what belongs to it.
type wire struct {
	line
	lowest, highest uint16 // our source ports
	close           func()
}

// Sweep implements [sweep.Engine].
func (e engine) Sweep(ctx context.Context, job sweep.Job) (sweep.Result, error) {
	if err := sweep.Reachable(ctx, job.Addr); err != nil {
		return sweep.Result{Addr: job.Addr}, err
	}
	bare := withDefaults(job)
	w, err := e.open(ctx, bare)
	if err != nil {
		return e.instead(ctx, job, err.Error())
	}
	res, err := carry(ctx, bare, w)
	if err != nil {
		return e.instead(ctx, job, err.Error())
	}
	if res.Canary.Port == 0 && ctx.Err() == nil && e.better(ctx, job) {
		return e.instead(ctx, job, "bare SYNs got no answer where connects do (a NAT or a proxy on our side)")
	}
	return res, nil
}

// carry runs a job over a wire.
func carry(ctx context.Context, job sweep.Job, w wire) (sweep.Result, error) {
	defer w.close()
	l := &loop{course: newCourse(job, w.lowest, w.highest, time.Now()), line: w.line, job: job}
	if err := l.run(ctx); err != nil {
		return l.result(), fmt.Errorf("sweep %s by SYNs: %w", job.Addr, err)
	}
	return l.result(), nil
}

// instead sweeps by connects.
func (e engine) instead(ctx context.Context, job sweep.Job, why string) (sweep.Result, error) {
	res, err := e.connect.Sweep(ctx, job)
	res.Why = why
	return res, err
}

// better reports whether connects to some of the ports are answered.
func (e engine) better(ctx context.Context, job sweep.Job) bool {
	job.Ports = job.Ports[:min(len(job.Ports), 64)]
	job.Progress = nil
	res, err := e.connect.Sweep(ctx, job)
	return err == nil && res.Sighted()
}

// withDefaults returns the job with its zero fields filled in.
func withDefaults(j sweep.Job) sweep.Job {
	j.Addr = j.Addr.Unmap()
	if j.Rate == 0 {
		j.Rate = 20_000
	}
	if j.Patience == 0 {
		j.Patience = 10 * time.Second
	}
	return j
}
