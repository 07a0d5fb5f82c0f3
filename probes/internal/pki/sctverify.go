package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"holdfast/probes/internal/survey"
)

// Entry types of RFC 6962 §3.1.
const (
	x509Entry    = 0
	precertEntry = 1
)

// transparency reads and verifies the SCTs of all three sources.
func (e *Examiner) transparency(now time.Time, s *study, issuer *cert, c *survey.Certificate) {
	c.SCTs = nil
	for _, source := range []struct {
		name  string
		raw   []byte
		entry func() ([]byte, error)
	}{
		{inCertificate, embedded(s.leaf), func() ([]byte, error) { return precert(s.leaf, issuer) }},
		{inHandshake, c.SCTList, func() ([]byte, error) { return plainEntry(s.leaf), nil }},
		{inStaple, stapled(c.Staple, s.leaf), func() ([]byte, error) { return plainEntry(s.leaf), nil }},
	} {
		if len(source.raw) == 0 {
			continue
		}
		list, _ := readSCTs(source.raw) // what was read before the error is told
		entry, err := source.entry()
		for _, t := range list {
			c.SCTs = append(c.SCTs, e.sct(now, t, source.name, entry, err))
		}
	}
}

// sct verifies one.
func (e *Examiner) sct(now time.Time, t timestamp, source string, entry []byte, err error) survey.SCT {
	out := survey.SCT{Source: source, At: t.time(), Log: "unknown log " + base64.StdEncoding.EncodeToString(t.log[:])}
	log, known := e.logs[t.log]
	if !known {
		return out
	}
	out.Log = log.Name
	switch {
	case t.time().After(now.Add(skew)):
		out.Valid = survey.No // a promise of the future is none (RFC 6962 §5.2)
	case err == nil:
		out.Valid = survey.Is(t.verify(log.Key, entry))
	}
	return out
}

// verify checks the log's signature over an entry.
func (t *timestamp) verify(key crypto.PublicKey, entry []byte) bool {
	const sha256Code, rsaCode, ecdsaCode = 4, 1, 3
	var b cryptobyte.Builder
	b.AddUint8(0) // version 1
	b.AddUint8(0) // certificate_timestamp
	b.AddUint64(t.at)
	b.AddBytes(entry)
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(t.extensions) })
	signed, err := b.Bytes()
	if err != nil || t.hash != sha256Code {
		return false
	}
	sum := sha256.Sum256(signed)
	switch k := key.(type) {
	case *ecdsa.PublicKey:
		return t.sign == ecdsaCode && ecdsa.VerifyASN1(k, sum[:], t.signature)
	case *rsa.PublicKey:
		return t.sign == rsaCode && rsa.VerifyPKCS1v15(k, crypto.SHA256, sum[:], t.signature) == nil
	default:
		return false
	}
}

// plainEntry is what a log signs of a finished certificate.
func plainEntry(leaf *cert) []byte {
	var b cryptobyte.Builder
	b.AddUint16(x509Entry)
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(leaf.Raw) })
	return b.BytesOrPanic() // the gate for certificates is far below 2^24
}

var errNoIssuer = errors.New("the issuer is not known")

// precert is what a log signed before the certificate had its SCTs: the hash of
// the issuer's key and the TBSCertificate without them (RFC 6962 §3.2).
func precert(leaf, issuer *cert) ([]byte, error) {
	if issuer == nil {
		return nil, errNoIssuer
	}
	tbs, err := withoutSCTs(leaf.RawTBSCertificate)
	if err != nil {
		return nil, err
	}
	key := sha256.Sum256(issuer.RawSubjectPublicKeyInfo)
	var b cryptobyte.Builder
	b.AddUint16(precertEntry)
	b.AddBytes(key[:])
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(tbs) })
	return b.Bytes()
}

var errTBS = errors.New("the certificate cannot be taken apart")

// withoutSCTs rebuilds a TBSCertificate byte for byte, less one extension.
func withoutSCTs(der []byte) ([]byte, error) {
	in := cryptobyte.String(der)
	var tbs cryptobyte.String
	if !in.ReadASN1(&tbs, asn1.SEQUENCE) {
		return nil, errTBS
	}
	var b cryptobyte.Builder
	failed := false
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for !tbs.Empty() {
			var field cryptobyte.String
			var tag asn1.Tag
			if !tbs.ReadAnyASN1Element(&field, &tag) {
				failed = true
				return
			}
			if tag != asn1.Tag(3).Constructed().ContextSpecific() {
				b.AddBytes(field)
				continue
			}
			failed = !filter(b, field)
		}
	})
	out, err := b.Bytes()
	if err != nil || failed {
		return nil, errTBS
	}
	return out, nil
}

// filter writes the extensions of a TBSCertificate without the list of SCTs.
func filter(b *cryptobyte.Builder, field cryptobyte.String) bool {
	var explicit, list cryptobyte.String
	tag := asn1.Tag(3).Constructed().ContextSpecific()
	if !field.ReadASN1(&explicit, tag) || !explicit.ReadASN1(&list, asn1.SEQUENCE) {
		return false
	}
	ok := true
	b.AddASN1(tag, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			for !list.Empty() && ok {
				one := list
				id, _, _, good := nextExtension(&list)
				ok = good
				if id != oidSCTCertificate {
					b.AddBytes(one[:len(one)-len(list)])
				}
			}
		})
	})
	return ok
}

// embedded returns the list in the certificate, an OCTET STRING in the
// extension's value.
func embedded(leaf *cert) []byte {
	for _, e := range leaf.Extensions {
		if e.Id.String() == oidSCTCertificate {
			return octets(e.Value)
		}
	}
	return nil
}

func octets(der []byte) []byte {
	in := cryptobyte.String(der)
	var out cryptobyte.String
	if !in.ReadASN1(&out, asn1.OCTET_STRING) {
		return nil
	}
	return out
}

// stapled returns the list in an OCSP response. The log's signature speaks for
// itself: who signed the response does not matter for it.
func stapled(der []byte, leaf *cert) []byte {
	if len(der) == 0 || len(der) > maxOCSP {
		return nil
	}
	subject, err := x509.ParseCertificate(leaf.Raw)
	if err != nil {
		return nil
	}
	extensions := responseExtensions(der, subject)
	for _, e := range extensions {
		if e.Id.String() == oidSCTStaple {
			return octets(e.Value)
		}
	}
	return nil
}
