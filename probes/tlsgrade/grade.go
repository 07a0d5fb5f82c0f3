package tlsgrade

import (
	"crypto/x509"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/internal/pki"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules"
	"holdfast/probes/internal/tlsrules/ssllabs"
)

// flawAge is how old an answer about vulnerabilities may be unless the config
// says otherwise.
const flawAge = 24 * time.Hour

// takeGrade reads at_least, vulnerabilities and revocation.
func (p *prober) takeGrade(s *settings) (err error) {
	if s.AtLeast != "" {
		if p.wants.grade, err = ssllabs.ParseLetter(s.AtLeast); err != nil {
			return refuse("at_least", err.Error())
		}
	}
	p.flawAge = s.Vulnerabilities.Std()
	if p.flawAge == 0 && p.wants.grade != "" {
		p.flawAge = flawAge
	}
	if !slices.Contains([]string{"", "authorities", "staple"}, s.Revocation) {
		return refuse("revocation", strconv.Quote(s.Revocation)+" is no choice; want authorities or staple")
	}
	return nil
}

// graded reports whether a letter is due: then everything that could lower it is
// asked.
func (p *prober) graded() bool { return p.wants.grade != "" || p.flawAge > 0 }

// newExaminer judges certificates by the roots that count, and tells what
// Mozilla's and the system's say.
func (p *prober) newExaminer(env holdfast.Env, s *settings, roots *x509.CertPool) (*pki.Examiner, error) {
	o := pki.Options{Stores: []*pki.Store{pki.Mozilla(), pki.System()}, Now: env.Clock}
	switch {
	case s.CA != "":
		text, err := os.ReadFile(s.CA)
		if err != nil {
			return nil, refuse("ca", err.Error())
		}
		pinned, err := pki.Pinned(text)
		if err != nil {
			return nil, refuse("ca", err.Error())
		}
		o.Stores, o.Counts = append([]*pki.Store{pinned}, o.Stores...), pinned.Name()
	case roots != nil:
		o.Stores = []*pki.Store{pki.Pool("given", roots)}
	}
	if p.graded() && s.Revocation != "staple" {
		o.Network = pki.NewNetwork(pki.NetworkOptions{})
		if dns, err := pki.NewDNS(); err == nil {
			o.CAA = dns
		}
	}
	return pki.New(o), nil
}

// gradeFaults are what the rules say against the server as a whole.
func (p *prober) gradeFaults(s *survey.Survey, j tlsrules.Judgement) []holdfast.Fault {
	var faults []holdfast.Fault
	for i := range s.Endpoints {
		faults = append(faults, flawFaults(&s.Endpoints[i])...)
		faults = append(faults, revokedFaults(&s.Endpoints[i])...)
	}
	if fault, wrong := p.wants.gradeFault(j); wrong {
		faults = append(faults, fault)
	}
	return faults
}

// gradeFault is the fault of a letter that is too low, or not known.
func (w wants) gradeFault(j tlsrules.Judgement) (holdfast.Fault, bool) {
	if w.grade == "" {
		return holdfast.Fault{}, false
	}
	r := j.Grade.Report()
	switch j.Grade.AtLeast(w.grade) {
	case survey.Yes:
		return holdfast.Fault{}, false
	case survey.No:
		return holdfast.Fault{
			Key: "grade", Status: holdfast.Broken, Fix: firstEdit(j),
			Text: fmt.Sprintf("grade %s, wanted %s: %s", r, w.grade, strings.Join(r.Why(), "; ")),
		}, true
	default:
		var missing []string
		for _, m := range r.Missing {
			missing = append(missing, m.Rule+" ("+m.Why+")")
		}
		return holdfast.Fault{
			Key: "unseen/grade", Status: holdfast.Unknown,
			Text: fmt.Sprintf("whether the grade is %s is not known: %s, not looked at: %s", w.grade, r, strings.Join(missing, "; ")),
		}, true
	}
}

// firstEdit is what lifts the grade most.
func firstEdit(j tlsrules.Judgement) string {
	if len(j.Advice.Edits) == 0 {
		return ""
	}
	parts := []string{j.Advice.Edits[0].What}
	for _, d := range j.Advice.Edits[0].Directives {
		parts = append(parts, string(d.Software)+": "+strings.Join(d.Lines, " "))
	}
	return strings.Join(parts, "; ")
}

// flawFaults are the vulnerabilities that were seen. Those that come with a
// version or a suite are told by its fault, and renegotiation begun by clients,
// which no guide counts, is a fact.
func flawFaults(e *survey.Endpoint) []holdfast.Fault {
	var faults []holdfast.Fault
	for _, f := range e.Flaws {
		if f.Vulnerable != survey.Yes || slices.Contains([]string{survey.POODLE, survey.SWEET32, survey.Lucky13, survey.ClientRenegotiation}, f.Name) {
			continue
		}
		faults = append(faults, holdfast.Fault{
			Key: "vulnerability/" + f.Name, Status: holdfast.Broken,
			Text: fmt.Sprintf("vulnerable to %s: %s", f.Name, f.How),
			Fix:  "update the TLS library of the server, and take what is offered only for old clients away",
		})
	}
	return faults
}

// revokedFaults are certificates that their authority took back, and those that
// promise a staple and come without.
func revokedFaults(e *survey.Endpoint) []holdfast.Fault {
	var faults []holdfast.Fault
	for _, c := range e.Certificates {
		if c.Revoked == survey.Yes {
			faults = append(faults, holdfast.Fault{
				Key: "certificate/revoked", Status: holdfast.Broken,
				Text: fmt.Sprintf("the certificate of %s is revoked: %s", c.Subject, c.Revocation),
				Fix:  "have a new certificate issued, with a new key if the old one was lost",
			})
		}
		if c.MustStaple && len(c.Staple) == 0 && e.Features.Stapled == survey.No {
			faults = append(faults, holdfast.Fault{
				Key: "certificate/must-staple", Status: holdfast.Broken,
				Text: fmt.Sprintf("the certificate of %s demands a stapled OCSP response (RFC 7633), and none comes: browsers that heed it refuse", c.Subject),
				Fix:  "nginx: ssl_stapling on; Apache: SSLUseStapling on",
			})
		}
	}
	return faults
}
