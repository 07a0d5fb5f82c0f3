package advice

import (
	"slices"
	"strings"

	"holdfast/probes/internal/survey"
)

// patched are the flaws that a newer TLS library does not have.
func patched() []string {
	return []string{
		survey.Heartbleed, survey.CCSInjection, survey.ROBOT, survey.Ticketbleed, survey.InsecureRenegotiation,
		survey.POODLETLS, survey.ZombiePOODLE, survey.GOLDENDOODLE, survey.ZeroLength, survey.PaddingOracle,
	}
}

// outdated: the software has a flaw that was mended long ago.
func outdated(e *survey.Endpoint) bool { return len(symptoms(e)) > 0 }

// symptoms name what an update would mend.
func symptoms(e *survey.Endpoint) []string {
	var all []string
	for _, name := range patched() {
		if e.Flaw(name).Vulnerable == survey.Yes {
			all = append(all, name)
		}
	}
	if e.Features.InsecureRenegotiation == survey.Yes && !slices.Contains(all, survey.InsecureRenegotiation) {
		all = append(all, survey.InsecureRenegotiation)
	}
	if e.Features.SecureRenegotiation == survey.No {
		all = append(all, "no secure renegotiation")
	}
	return all
}

func sayUpdate(e *survey.Endpoint) string {
	return "update the TLS library and the server, and restart it (" + strings.Join(symptoms(e), ", ") + ")"
}

// setUpdate mends the flaws of old software.
func setUpdate(e *survey.Endpoint) {
	for i := range e.Flaws {
		if slices.Contains(patched(), e.Flaws[i].Name) {
			e.Flaws[i].Vulnerable = survey.No
		}
	}
	e.Features.SecureRenegotiation, e.Features.InsecureRenegotiation = survey.Yes, survey.No
}
