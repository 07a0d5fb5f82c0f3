package ssllabs

import (
	"strings"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// protocolScore is what offering a version is worth.
type protocolScore struct {
	version tlswire.Version
	score   float64
}

// band gives a score to all that is smaller than below; the last row of a table
// has no bound.
type band struct {
	below float64
	score float64
	name  Letter
}

// open is the bound of a band without one.
const open = 1 << 30

// protocolScores is the guide's table "Protocol support". It was never extended
// for TLS 1.3, which is scored like TLS 1.2 (ssllabs-scan issue 838).
func protocolScores() []protocolScore {
	return []protocolScore{
		{tlswire.SSL20, 0},
		{tlswire.SSL30, 80},
		{tlswire.TLS10, 90},
		{tlswire.TLS11, 95},
		{tlswire.TLS12, 100},
		{tlswire.TLS13, 100},
	}
}

// keyScores is the guide's table "Key exchange", in bits of an RSA key.
func keyScores() []band {
	return []band{
		{below: 512, score: 20},
		{below: 1024, score: 40},
		{below: 2048, score: 80},
		{below: 4096, score: 90},
		{below: open, score: 100},
	}
}

// exportScore and no score at all are what export and anonymous key exchange get
// in that table.
const exportScore = 40

// cipherScores is the guide's table "Cipher strength", in bits, triple DES being
// counted to the band of 128.
func cipherScores() []band {
	return []band{{below: 1, score: 0}, {below: 112, score: 20}, {below: 256, score: 80}, {below: open, score: 100}}
}

// letterBands is the guide's table of letters by the total score.
func letterBands() []band {
	return []band{
		{below: 20, name: F},
		{below: 35, name: E},
		{below: 50, name: D},
		{below: 65, name: C},
		{below: 80, name: B},
		{below: open, name: A},
	}
}

// of finds the band of a value.
func of(bands []band, value float64) band {
	for _, b := range bands {
		if value < b.below {
			return b
		}
	}
	return bands[len(bands)-1]
}

// curveStrengths says of which RSA key a curve of so many bits is the equal
// (SP 800-57 part 1, table 2), shortest first.
func curveStrengths() []struct{ bits, equal int } {
	return []struct{ bits, equal int }{{160, 1024}, {192, 1536}, {224, 2048}, {253, 3072}, {384, 7680}, {512, 15360}}
}

// strength is the size of the RSA key that is as hard to break, 0 when the kind
// is not known here.
func strength(k survey.Key) int {
	switch strings.ToUpper(k.Kind) {
	case "RSA", "DSA":
		return k.Bits
	case "ED25519":
		return 3072
	case "ED448":
		return 7680
	case "ECDSA":
		equal := 512
		for _, c := range curveStrengths() {
			if k.Bits >= c.bits {
				equal = c.equal
			}
		}
		return equal
	default:
		return 0
	}
}
