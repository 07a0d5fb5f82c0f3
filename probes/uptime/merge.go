package uptime

import (
	"slices"
	"strings"

	"holdfast"
	"holdfast/probes/internal/netdial"
)

// merge makes one view of several. What is wrong with one part of the question
// becomes one fault of that part's name; risks keep their own keys.
func (p *prober) merge(views []view) view {
	if len(views) == 1 && views[0].name == "" {
		return views[0]
	}
	whole := best(views)
	whole.faults, whole.quiet = nil, nil
	var addrs []string
	for _, v := range views {
		whole.faults = append(whole.faults, p.partly(v)...)
		if v.silent() {
			whole.quiet = append(whole.quiet, v.name)
		}
		if len(v.hops) > 0 && v.last().addr.IsValid() {
			addrs = append(addrs, v.last().addr.String())
		}
	}
	whole.faults = unique(whole.faults)
	whole.note = " at " + strings.Join(addrs, " and ")
	return whole
}

// bad reports whether a view has a broken fault.
func bad(v view) bool {
	return slices.ContainsFunc(v.faults, func(f holdfast.Fault) bool { return f.Status == holdfast.Broken })
}

// best returns the view whose facts stand for all: the first that was answered,
// else the first that got anywhere.
func best(views []view) view {
	for _, v := range views {
		if v.answered() {
			return v
		}
	}
	return views[0]
}

// partly returns the faults of a part under the part's key, and its risks.
func (p *prober) partly(v view) []holdfast.Fault {
	var out []holdfast.Fault
	var part holdfast.Fault
	for _, f := range v.faults {
		switch {
		case f.Status == holdfast.AtRisk:
			out = append(out, f)
		case part.Key == "":
			part = holdfast.Fault{Key: v.name, Status: f.Status, Text: v.title() + ": " + f.Text, Fix: f.Fix}
		default:
			part.Text += "; " + f.Text
			if f.Status.Worse(part.Status) {
				part.Status = f.Status
			}
		}
	}
	if part.Key != "" {
		out = append([]holdfast.Fault{part}, out...)
	}
	return out
}

// title names the part in a sentence.
func (v *view) title() string {
	switch v.name {
	case "ipv4":
		return netdial.IPv4.Words()
	case "ipv6":
		return netdial.IPv6.Words()
	default:
		return strings.TrimPrefix(v.name, "address/")
	}
}

// unique drops later faults of a key that is there already.
func unique(faults []holdfast.Fault) []holdfast.Fault {
	var out []holdfast.Fault
	for _, f := range faults {
		if !slices.ContainsFunc(out, func(g holdfast.Fault) bool { return g.Key == f.Key }) {
			out = append(out, f)
		}
	}
	return out
}
