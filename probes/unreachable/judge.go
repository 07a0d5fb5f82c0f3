package unreachable

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"holdfast"
	"holdfast/probes/internal/greet"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// report gathers what all addresses showed.
type report struct {
	p      *prober
	seen   seen
	faults []holdfast.Fault
	looked []netip.Addr // with an answer for every port, or a proof in its place
	words  map[uint16][]string

	closed, refused, silent, onTheWay int
	byHop, barred                     int // proven by hop: silent, rejected on the way
	unproven                          map[netip.Addr][]uint16
}

// finding judges a look.
func (p *prober) finding(s seen) holdfast.Finding {
	r := &report{p: p, seen: s, words: map[uint16][]string{}, unproven: map[netip.Addr][]uint16{}}
	for _, one := range s.sights {
		r.add(one)
	}
	r.blamePorts()
	if s.control != nil {
		r.unknown("control", fmt.Sprintf("the control %s did not answer (%v): this look proves nothing", p.control.text, s.control), "bring the control back, or name another one under control:")
	}
	r.blameSilence()
	slices.SortStableFunc(r.faults, func(a, b holdfast.Fault) int { return rank(a.Status) - rank(b.Status) })
	out := holdfast.Finding{Faults: r.faults}
	out.Judge()
	out.Headline = headline(out)
	if out.Headline == notProven && r.unfinished() {
		out.Headline = "" // not finished: no bad news yet
	}
	out.Reason = r.reason(out)
	out.Facts = r.facts()
	out.Measures = r.measures()
	return out
}

// rank orders the states of faults, worst first.
func rank(s holdfast.Status) int {
	if s == holdfast.Broken {
		return 0
	}
	return 1
}

// unknown adds a part that could not be looked at.
func (r *report) unknown(key, text, fix string) {
	r.faults = append(r.faults, holdfast.Fault{Key: key, Status: holdfast.Unknown, Text: text, Fix: fix})
}

// add takes one address.
func (r *report) add(s sight) {
	at := s.spot.Addr
	switch {
	case s.spot.Key != "":
		r.unknown(s.spot.Key, s.spot.Why, s.spot.Fix)
		return
	case s.err != nil:
		r.unknown("look/"+at.String(), s.err.Error(), "")
		return
	}
	r.looked = append(r.looked, at)
	r.takeOpen(s)
	if s.res.Blind {
		r.unknown("sight/"+at.String(), blindText(s.res), "a firewall may have banned this machine, or the path is down")
		return
	}
	r.takeRest(s)
}

// takeOpen takes the ports that answer. Where the decoys answer too, only what
// was recognised counts: the rest is something in between that accepts all.
func (r *report) takeOpen(s sight) {
	at, vague := s.spot.Addr, 0
	accepts := r.acceptsAll(s.res)
	for _, port := range r.p.ports {
		if s.res.State(port) != sweep.Open {
			continue
		}
		g := s.greet[port]
		if accepts && !keepsData(g.Service) {
			vague++
			continue
		}
		r.words[port] = append(r.words[port], said(netip.AddrPortFrom(at, port), g))
	}
	if vague > 0 {
		r.unknown("accept-all/"+at.String(),
			fmt.Sprintf("%s completes the handshake on %d database ports, and on %d and %d where nobody listens: something in between accepts in its place", at, vague, r.p.decoys[0], r.p.decoys[1]),
			"ask from behind the proxy or firewall that accepts in the host's place")
	}
}

// acceptsAll reports whether all decoys are open.
func (r *report) acceptsAll(res sweep.Result) bool {
	for _, port := range r.p.decoys {
		if res.State(port) != sweep.Open {
			return false
		}
	}
	return true
}

// takeRest takes the ports that do not answer, and keeps those whose silence
// may be our own network's.
func (r *report) takeRest(s sight) {
	for _, port := range r.p.ports {
		if s.res.State(port) == sweep.Open {
			continue
		}
		switch r.proof(s, port) {
		case proofRST:
			r.closed++
		case proofICMP:
			r.refused++
		case proofHop:
			if s.res.State(port) == sweep.Rejected {
				r.barred++
			} else {
				r.byHop++
			}
		case proofDeclared:
			if s.res.State(port) == sweep.Rejected {
				r.onTheWay++
			} else {
				r.silent++
			}
		default:
			r.unproven[s.spot.Addr] = append(r.unproven[s.spot.Addr], port)
		}
	}
}

// The classes of proof that our own way out carries a port, strongest first.
const (
	proofSYNACK   = "syn-ack"         // it answers
	proofRST      = "rst"             // the target refused that very port
	proofICMP     = "icmp"            // so it did, by its own ICMP error
	proofHop      = "hop"             // its SYN gets as deep as the control's
	proofDeclared = "egress-declared" // the operator says so
	proofNone     = "none"
)

// proof returns the class of proof for a port of an address.
func (r *report) proof(s sight, port uint16) string {
	alive := s.res.Sighted() || r.seen.controlled && r.seen.control == nil
	switch state := s.res.State(port); {
	case state == sweep.Open:
		return proofSYNACK
	case state == sweep.Closed:
		return proofRST
	case s.res.Reached(port):
		return proofICMP
	case state == sweep.Unknown || !alive:
		return proofNone
	case s.hops.Proven(port):
		return proofHop
	case r.p.env.Egress == "open":
		return proofDeclared
	default:
		return proofNone
	}
}

// blamePorts makes a fault of each port that answers.
func (r *report) blamePorts() {
	for _, port := range r.p.ports {
		words := r.words[port]
		if len(words) == 0 {
			continue
		}
		fix := fmt.Sprintf("firewall: drop %d, or let what listens there bind to the inner address only", port)
		if service, known := ports.Lookup(port); known {
			fix = service.Fix
		}
		r.faults = append(r.faults, holdfast.Fault{
			Key:    fmt.Sprintf("port/%d", port),
			Status: holdfast.Broken,
			Text:   strings.Join(words, "; ") + "; wanted no answer",
			Fix:    fix,
		})
	}
}

// blameSilence makes faults of silence that proves nothing: one for each
// address that shows no life, one for all ports that may be ours to blame.
func (r *report) blameSilence() {
	var unproven, whys []string
	for _, at := range slices.SortedFunc(maps.Keys(r.unproven), netip.Addr.Compare) {
		list := r.unproven[at]
		s := r.sight(at)
		res := s.res
		switch {
		case !res.Sighted() && !r.seen.controlled:
			r.unknown("sight/"+at.String(),
				fmt.Sprintf("nothing answers on %s (asked %s): a dead host, a moved one and a firewall that drops look the same from here", at, ports.Text(slices.Concat(list, r.p.canaries(at)), 6)),
				"name a control that answers as long as this network is up: control: tcp://app.example.com:443")
		case r.seen.control != nil:
		default:
			unproven = append(unproven, ports.Text(list, 8)+" on "+at.String()+offenders(res, list))
			if why := s.hops.Why; why != "" && !slices.Contains(whys, why) {
				whys = append(whys, why)
			}
		}
	}
	if len(unproven) > 0 && r.p.env.Egress == "open" {
		// what is declared open is proven once it was asked often enough
		r.unknown("tries", fmt.Sprintf("no answer on %s, and they were not asked often enough: a lost packet looks the same", strings.Join(unproven, "; ")),
			"give the look more time: every: and timeout:")
		return
	}
	if len(unproven) > 0 {
		text := fmt.Sprintf("no answer on %s, and nothing shows that our own way out lets these ports through", strings.Join(unproven, "; "))
		if len(whys) > 0 {
			text += "; no proof by hop: " + strings.Join(whys, "; ")
		}
		r.unknown("egress", text, "if this network filters nothing on its way out, declare it: egress: open")
	}
}

// sight returns what was seen of an address.
func (r *report) sight(at netip.Addr) sight {
	for _, s := range r.seen.sights {
		if s.spot.Addr == at {
			return s
		}
	}
	return sight{}
}

// offenders names who rejects ports on the way.
func offenders(res sweep.Result, list []uint16) string {
	for _, port := range list {
		if by := res.Offender(port); res.State(port) == sweep.Rejected && by.IsValid() {
			return fmt.Sprintf(" (rejected by %s)", by)
		}
	}
	if res.Withheld > 0 {
		return " (our own system does not let some of them out)"
	}
	return ""
}

// unfinished reports whether the next look goes on to prove what is missing, at
// every address that lacks something.
func (r *report) unfinished() bool {
	for at := range r.unproven {
		if !r.sight(at).hops.Unfinished {
			return false
		}
	}
	return len(r.faults) == 1
}

// notProven is the word for silence that nothing shows to be the target's.
const notProven = "NOT PROVEN"

// headline is the word for the finding.
func headline(f holdfast.Finding) string {
	switch {
	case f.Status == holdfast.Holds:
		return ""
	case f.Status == holdfast.Broken:
		return "EXPOSED"
	case f.Faults[0].Key == "egress":
		return notProven
	case strings.HasPrefix(f.Faults[0].Key, "address/"):
		return "MOVED"
	default:
		return "COULD NOT LOOK"
	}
}

// keepsData reports whether a service that was recognised is a database. Where
// everything is accepted nothing less counts: whoever plays a service on every
// port greets as anything.
func keepsData(service string) bool {
	known, ok := ports.Find(service)
	return ok && known.Database
}

// said is what a port's service said, as a sentence.
func said(at netip.AddrPort, g greet.Greeting) string {
	if g.Service == "" {
		name := ""
		if service, known := ports.Lookup(at.Port()); known {
			name = " (" + service.Title + " by its port)"
		}
		return fmt.Sprintf("%s%s answers: %s", at, name, g.Said)
	}
	name := g.Title
	if g.Version != "" {
		name += " " + g.Version
	}
	return fmt.Sprintf("%s said %s, %s; nothing written", at, name, g.Said)
}

// blindText says how sight was lost.
func blindText(res sweep.Result) string {
	return fmt.Sprintf("%s stopped answering during the look: port %d, which answered %d of %d times, was silent from %s on", res.Addr, res.Canary.Port, res.Canary.Answered, res.Canary.Asked, res.BlindSince.UTC().Format("15:04:05"))
}
