package app

import (
	"context"
	"sync/atomic"

	"holdfast"
	"holdfast/internal/vantage"
	"holdfast/internal/watch"
)

// guard is the vantage's anchors behind a pointer, so that a reload can change
// them while looks are running.
type guard struct {
	env     holdfast.Env
	anchors atomic.Pointer[vantage.Anchors]
}

func newGuard(v holdfast.Vantage, env holdfast.Env) (*guard, error) {
	g := &guard{env: env}
	return g, g.set(v)
}

func (g *guard) set(v holdfast.Vantage) error {
	anchors, err := vantage.New(v, g.env)
	if err != nil {
		return err
	}
	g.anchors.Store(anchors)
	return nil
}

// Sight implements [watch.Guard].
func (g *guard) Sight(ctx context.Context) watch.Sight {
	return g.anchors.Load().Sight(ctx)
}
