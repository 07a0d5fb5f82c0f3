package ssllabs

import (
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// Scores are the guide's numbers, each of 0 to 100.
type Scores struct {
	Protocol    float64 `json:"protocol"`
	KeyExchange float64 `json:"key_exchange"`
	Cipher      float64 `json:"cipher"`
	// Total weighs 30, 30 and 40 %; a zero makes it zero.
	Total float64 `json:"total"`
	// Letter is what the numbers alone would give.
	Letter Letter `json:"letter"`
}

// score computes the numbers. Where something is not known the best is assumed,
// or the worst when dark is true.
func (g Guide) score(v *view, dark bool) Scores {
	s := Scores{Protocol: g.protocolScore(v, dark), KeyExchange: g.keyScore(v, dark), Cipher: g.cipherScore(v, dark)}
	if s.Protocol > 0 && s.KeyExchange > 0 && s.Cipher > 0 {
		s.Total = 0.3*s.Protocol + 0.3*s.KeyExchange + 0.4*s.Cipher
	}
	s.Letter = of(g.Letters, s.Total).name
	return s
}

// protocolScore is the mean of the best and the worst version. A version of
// which nothing is known counts where it makes the score what is assumed.
func (g Guide) protocolScore(v *view, dark bool) float64 {
	best, worst := -1.0, 101.0
	for _, row := range g.Protocols {
		offered := v.Protocol(row.version).Offered
		if offered == survey.Yes || offered == survey.Unknown && !dark {
			best = max(best, row.score)
		}
		if offered == survey.Yes || offered == survey.Unknown && dark {
			worst = min(worst, row.score)
		}
	}
	if worst > 100 {
		worst = best
	}
	if best < 0 {
		best = worst
	}
	return (best + worst) / 2
}

// keyScore is the weakest of keys and parameters.
func (g Guide) keyScore(v *view, dark bool) float64 {
	weakest := 100.0
	for _, bits := range v.strengths() {
		weakest = min(weakest, of(g.Keys, float64(bits)).score)
	}
	if dark && (v.keysOpen() != "" || v.primeOpen() != "" || len(v.gaps) > 0) {
		return 0
	}
	for _, c := range v.Certificates {
		if c.Key.DebianWeak == survey.Yes {
			return 0
		}
	}
	switch {
	case v.has(tlswire.Suite.Anonymous):
		return 0
	case v.has(tlswire.Suite.Export):
		return min(weakest, exportScore)
	default:
		return weakest
	}
}

// cipherScore is the mean of the strongest and the weakest cipher.
func (g Guide) cipherScore(v *view, dark bool) float64 {
	if len(v.suites) == 0 {
		if dark {
			return 0
		}
		return 100
	}
	lowest, highest := open, 0
	for _, s := range v.suites {
		lowest, highest = min(lowest, s.suite.Bits()), max(highest, s.suite.Bits())
	}
	if dark && len(v.gaps) > 0 {
		lowest = 0
	}
	return (of(g.Ciphers, float64(lowest)).score + of(g.Ciphers, float64(highest)).score) / 2
}
