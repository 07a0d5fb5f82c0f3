package app

import (
	"fmt"
	"net/http"

	"holdfast/config"
	"holdfast/internal/dropin"
)

// asked makes what answers /probe from a plan; nil where there is no section.
func (a *App) asked(p *config.Plan) (*dropin.Handler, error) {
	if p.Probe.Modules == "" {
		return nil, nil //nolint:nilnil // there is none, and that is no fault
	}
	env := a.o.Env
	env.Version, env.Log = a.o.Version, a.log
	h, err := dropin.New(p.Probe.Modules, dropin.Rules{Names: p.Probe.Names, Ranges: p.Probe.Ranges, Open: p.Probe.Open}, env)
	if err != nil {
		return nil, fmt.Errorf("%w: probe.modules: %w", ErrUsage, err)
	}
	return h, nil
}

// probe answers /probe.
func (a *App) probe(w http.ResponseWriter, r *http.Request) {
	h := a.dropin.Load()
	if h == nil {
		http.Error(w, "nobody is asked here: the config has no section probe:", http.StatusNotFound)
		return
	}
	h.ServeHTTP(w, r)
}
