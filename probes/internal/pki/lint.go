package pki

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/zmap/zlint/v3"
	"github.com/zmap/zlint/v3/lint"

	"holdfast/internal/plain"
	"holdfast/probes/internal/survey"
)

// maxLints bounds those told of one certificate.
const maxLints = 40

// fermat is the lint that factors keys whose primes are close. It is run on every
// key, apart, and costs as much as all the others together.
const fermat = "e_rsa_fermat_factorization"

// linter holds the lints of zlint that apply: all that are about TLS servers
// for certificates of public roots, those of the RFCs for all others, since no
// private authority is bound by the browsers' rules.
type linter struct {
	all, rfc func() lint.Registry
}

func newLinter() *linter {
	filtered := func(o lint.FilterOptions) func() lint.Registry {
		return sync.OnceValue(func() lint.Registry {
			r, err := lint.GlobalRegistry().Filter(o)
			if err != nil {
				return lint.NewRegistry()
			}
			return r
		})
	}
	return &linter{
		all: filtered(lint.FilterOptions{
			ExcludeSources: lint.SourceList{lint.CABFCSBaselineRequirements, lint.CABFSMIMEBaselineRequirements},
			ExcludeNames:   []string{fermat},
		}),
		rfc: filtered(lint.FilterOptions{IncludeSources: lint.SourceList{
			lint.RFC3279, lint.RFC5280, lint.RFC5480, lint.RFC5891, lint.RFC6960, lint.RFC6962, lint.RFC8813,
		}}),
	}
}

// lints returns the linter's findings about the leaf, worst first.
func (e *Examiner) lints(s *study, public bool) []survey.Lint {
	s.mu.Lock()
	defer s.mu.Unlock()
	out, ok := s.linted[public]
	if !ok {
		out = e.linter.run(s.leaf, public)
		s.linted[public] = out
	}
	return slices.Clone(out)
}

// run lints a certificate. zlint turns a panic of one lint into a fatal result.
func (l *linter) run(c *cert, public bool) []survey.Lint {
	registry := l.rfc()
	if public {
		registry = l.all()
	}
	set := zlint.LintCertificateEx(c.Certificate, registry)
	var out []survey.Lint
	for id, result := range set.Results {
		if result.Status >= lint.Warn {
			out = append(out, survey.Lint{ID: id, Severity: result.Status.String(), Text: text(result)})
		}
	}
	slices.SortFunc(out, func(a, b survey.Lint) int {
		return cmp.Or(strings.Compare(order(a.Severity), order(b.Severity)), strings.Compare(a.ID, b.ID))
	})
	return out[:min(len(out), maxLints)]
}

// text says what a lint found: its rule, what came, and where the rule stands.
func text(r *lint.LintResult) string {
	out := r.LintMetadata.Description
	if r.Details != "" {
		out += ": " + r.Details
	}
	if r.LintMetadata.Citation != "" {
		out += " (" + r.LintMetadata.Citation + ")"
	}
	return plain.Text(out, 400)
}

// order sorts severities.
func order(severity string) string {
	return map[string]string{"fatal": "0", "error": "1", "warn": "2"}[severity]
}

// closePrimes tells whether the RSA key falls to Fermat's method.
func (l *linter) closePrimes(c *cert) bool {
	one := lint.GlobalRegistry().CertificateLints().ByName(fermat)
	return one != nil && one.Execute(c.Certificate, lint.NewEmptyConfig()).Status == lint.Error
}
