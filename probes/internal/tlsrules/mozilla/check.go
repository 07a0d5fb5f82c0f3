package mozilla

import (
	"cmp"
	"fmt"
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// Result says how an endpoint compares with a profile.
type Result struct {
	Guidelines string `json:"guidelines"`
	Profile    string `json:"profile"`
	// Compliant is No when something differs, Unknown when something that could
	// differ was not looked at.
	Compliant survey.Known `json:"compliant"`
	// Differs are what must change, Recommended what might, Unknown what was not
	// looked at.
	Differs     []Note `json:"differs,omitempty"`
	Recommended []Note `json:"recommended,omitempty"`
	Unknown     []Note `json:"unknown,omitempty"`
}

// Note is one point of a comparison.
type Note struct {
	// Key names the point for programs: versions, suites, groups, order,
	// certificate, signature, lifetime, hsts, staple, dh.
	Key  string `json:"key"`
	Text string `json:"text"`
}

// differs, recommends and wonders note a point.
func (r *Result) differs(key, format string, args ...any) {
	r.Differs = append(r.Differs, Note{key, fmt.Sprintf(format, args...)})
}

func (r *Result) recommends(key, format string, args ...any) {
	r.Recommended = append(r.Recommended, Note{key, fmt.Sprintf(format, args...)})
}

func (r *Result) wonders(key, format string, args ...any) {
	r.Unknown = append(r.Unknown, Note{key, fmt.Sprintf(format, args...)})
}

// Check compares an endpoint with the profile.
func (p Profile) Check(e *survey.Endpoint) Result {
	r := Result{Guidelines: p.Guidelines, Profile: p.Name}
	if e.Error != "" {
		r.wonders("versions", "%s", e.Error)
		return r
	}
	p.versions(e, &r)
	p.suites(e, &r)
	p.groups(e, &r)
	p.prime(e, &r)
	for i := range e.Certificates {
		p.certificate(&e.Certificates[i], &r)
	}
	if len(e.Certificates) == 0 {
		r.wonders("certificate", "no certificate was seen")
	}
	p.hsts(e, &r)
	p.staple(e, &r)
	switch {
	case len(r.Differs) > 0:
		r.Compliant = survey.No
	case len(r.Unknown) == 0:
		r.Compliant = survey.Yes
	}
	return r
}

// versions: nothing but those of the profile, and the newest of them.
func (p Profile) versions(e *survey.Endpoint, r *Result) {
	for _, v := range append([]tlswire.Version{tlswire.SSL20}, tlswire.Versions()...) {
		wanted, seen := slices.Contains(p.Versions, v), e.Protocol(v)
		switch {
		case seen.Offered == survey.Yes && !wanted:
			r.differs("versions", "offers %s", v.Title())
		case seen.Offered == survey.No && v == p.Versions[len(p.Versions)-1]:
			r.differs("versions", "does not offer %s", v.Title())
		case seen.Offered == survey.Unknown:
			r.wonders("versions", "whether %s is offered is not known: %s", v.Title(), cmp.Or(seen.Missing, "not asked"))
		}
	}
}

// suites: none but those of the profile, in the versions of the profile; other
// versions differ as a whole.
func (p Profile) suites(e *survey.Endpoint, r *Result) {
	var told []tlswire.Suite
	for _, seen := range e.Protocols {
		if seen.Offered != survey.Yes || !slices.Contains(p.Versions, seen.Version) {
			continue
		}
		for _, s := range seen.Suites {
			if !slices.Contains(p.Suites, s) && !slices.Contains(told, s) {
				told = append(told, s)
				r.differs("suites", "accepts %s in %s", s, seen.Version.Title())
			}
		}
		if !seen.Complete {
			r.wonders("suites", "the suites of %s were not all found: %s", seen.Version.Title(), cmp.Or(seen.Missing, "no refusal was seen"))
		}
		p.order(seen, r)
	}
}

// order is a recommendation: all suites of a profile are good.
func (p Profile) order(seen survey.Protocol, r *Result) {
	switch {
	case !p.ServerOrder && seen.Order == survey.ServerOrder:
		r.recommends("order", "takes its own order of suites in %s; the profile leaves it to the client, who knows whether it has AES in hardware", seen.Version.Title())
	case p.ServerOrder && seen.Order == survey.ClientOrder:
		r.differs("order", "leaves the order of suites in %s to the client; the profile has weak ones, which must come last", seen.Version.Title())
	}
}

// groups: none but those of the profile, and the first of them in the newest
// version.
func (p Profile) groups(e *survey.Endpoint, r *Result) {
	var told []tlswire.Group
	for _, seen := range e.Protocols {
		if seen.Offered != survey.Yes || !slices.Contains(p.Versions, seen.Version) {
			continue
		}
		for _, g := range seen.Groups {
			if !slices.Contains(p.Groups, g) && !slices.Contains(told, g) {
				told = append(told, g)
				r.differs("groups", "accepts the group %s", g)
			}
		}
		wanted := p.Groups[0]
		newest := seen.Version == p.Versions[len(p.Versions)-1]
		switch lacks := newest && !slices.Contains(seen.Groups, wanted); {
		case lacks && seen.GroupsComplete:
			r.differs("groups", "does not offer the group %s", wanted)
		case !seen.GroupsComplete && (newest || len(seen.Groups) > 0):
			r.wonders("groups", "the groups of %s were not all found", seen.Version.Title())
		}
	}
}

// prime: long enough, where there is one at all.
func (p Profile) prime(e *survey.Endpoint, r *Result) {
	if bits := e.Exchange.DHBits; bits > 0 && bits < p.DHBits {
		r.differs("dh", "a Diffie-Hellman prime of %d bits: at least %d", bits, p.DHBits)
	}
}
