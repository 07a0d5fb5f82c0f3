package discover

import (
	"encoding/json"
	"net/http"
	"strings"

	"holdfast"
)

// Publish answers with what is watched, in the form of http_sd: a group a check,
// whose labels begin with __meta_holdfast_. ?kind=NAME gives those of one kind.
// Checks that ask nobody (heartbeats, lists) are left out.
func Publish(checks func() []holdfast.Check) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind := r.URL.Query().Get("kind")
		groups := []group{}
		for _, c := range checks() {
			if c.Kind == "heartbeat" || c.Kind == "discover" || c.Target == "" || kind != "" && c.Kind != kind {
				continue
			}
			groups = append(groups, group{Targets: []string{c.Target}, Labels: meta(c)})
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(groups) // whoever asked is gone
	})
}

// meta is what relabelling may use of a check.
func meta(c holdfast.Check) map[string]string {
	const prefix = "__meta_holdfast_"
	out := map[string]string{prefix + "check": c.ID, prefix + "name": c.Name, prefix + "kind": c.Kind, prefix + "host": c.Host}
	if c.Group != "" {
		out[prefix+"group"] = c.Group
	}
	if c.Owner != "" {
		out[prefix+"owner"] = c.Owner
	}
	for name, value := range c.Labels {
		out[prefix+"label_"+labelName(name)] = value
	}
	return out
}

// labelName is a name with _ for what Prometheus does not take in one.
func labelName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '_'
	}, name)
}
