package advice

import (
	"slices"
	"strings"

	"holdfast/probes/internal/survey"
)

// badCertificate: it must be issued anew.
func badCertificate(e *survey.Endpoint) bool { return len(complaints(e)) > 0 }

// complaints are what is wrong with the certificates, in words.
func complaints(e *survey.Endpoint) []string {
	var all []string
	for _, c := range e.Certificates {
		for _, check := range []struct {
			wrong bool
			text  string
		}{
			{c.Period == "expired", "it has expired"},
			{c.Period == "not-yet-valid", "it is not valid yet"},
			{c.SelfSigned && c.Trusted != survey.Yes, "it is signed by itself"},
			{c.Trusted == survey.No && !c.SelfSigned, "its authority is not trusted"},
			{c.NameMatches == survey.No, "it is for another name"},
			{c.Revoked == survey.Yes, "it is revoked"},
			{c.Distrusted != "", "browsers no longer trust " + c.Distrusted},
			{c.Key.DebianWeak == survey.Yes, "its key is public"},
			{shortKey(c.Key), "its key is too short"},
			{forgeable(c), "its signature can be forged"},
		} {
			if check.wrong && !slices.Contains(all, check.text) {
				all = append(all, check.text)
			}
		}
	}
	return all
}

// shortKey: below RSA 2048 or P-224, its equal.
func shortKey(k survey.Key) bool {
	switch strings.ToUpper(k.Kind) {
	case "RSA", "DSA":
		return k.Bits > 0 && k.Bits < 2048
	case "ECDSA":
		return k.Bits > 0 && k.Bits < 224
	default:
		return false
	}
}

// forgeable: a signature by MD2, MD5 or SHA-1 below the root.
func forgeable(c survey.Certificate) bool {
	return len(c.WeakSignatures) > 0 || slices.ContainsFunc([]string{"MD2", "MD5", "SHA1", "SHA-1"}, func(hash string) bool {
		return strings.Contains(strings.ToUpper(c.Signature), hash)
	})
}

func sayCertificate(e *survey.Endpoint) string {
	return "install a certificate of a trusted authority, for this name, with a new key of ECDSA P-256 or RSA 2048 (" + strings.Join(complaints(e), "; ") + ")"
}

// setCertificate makes all certificates good ones of the same kind.
func setCertificate(e *survey.Endpoint) {
	for i := range e.Certificates {
		c := &e.Certificates[i]
		c.Key = renewed(c.Key)
		c.Signature, c.WeakSignatures = "SHA256-RSA", nil
		if c.Key.Kind != "RSA" {
			c.Signature = "ECDSA-SHA256"
		}
		c.Period, c.SelfSigned, c.Distrusted, c.Unreadable = "valid", false, "", ""
		c.Trusted, c.NameMatches, c.Complete, c.Revoked = survey.Yes, survey.Yes, survey.Yes, survey.No
	}
	setLifetime(e)
}

// renewed is a good key of the same kind.
func renewed(k survey.Key) survey.Key {
	switch {
	case strings.EqualFold(k.Kind, "ECDSA"):
		k.Bits = max(k.Bits, 256)
	case !strings.EqualFold(k.Kind, "Ed25519") && !strings.EqualFold(k.Kind, "Ed448"):
		k.Kind, k.Bits = "RSA", max(k.Bits, 2048)
	}
	k.Weak, k.DebianWeak = "", survey.No
	return k
}
