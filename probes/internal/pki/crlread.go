package pki

import (
	"bytes"
	stdasn1 "encoding/asn1"
	"errors"
	"time"

	zasn1 "github.com/zmap/zcrypto/encoding/asn1"
	"github.com/zmap/zcrypto/x509"
	"github.com/zmap/zcrypto/x509/pkix"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

var errCRL = errors.New("it is no revocation list (RFC 5280 §5.1)")

// crl is a certificate revocation list whose entries stay DER: a list of four
// megabytes has a hundred thousand, and one of them is wanted.
type crl struct {
	tbs, signature         []byte
	algorithm              x509.SignatureAlgorithm
	issuer                 []byte
	thisUpdate, nextUpdate time.Time
	revoked                cryptobyte.String
	extensions             cryptobyte.String
}

// readCRL reads a list's frame.
func readCRL(der []byte) (*crl, error) {
	in := cryptobyte.String(der)
	var outer, tbs, algorithm, inner cryptobyte.String
	l := &crl{}
	if !in.ReadASN1(&outer, asn1.SEQUENCE) || !outer.ReadASN1Element(&tbs, asn1.SEQUENCE) ||
		!outer.ReadASN1Element(&algorithm, asn1.SEQUENCE) || !outer.ReadASN1BitStringAsBytes(&l.signature) {
		return nil, errCRL
	}
	l.tbs = tbs
	var err error
	if l.algorithm, err = signatureBy(algorithm); err != nil {
		return nil, err
	}
	if !tbs.ReadASN1(&inner, asn1.SEQUENCE) || !l.readBody(inner, algorithm) {
		return nil, errCRL
	}
	return l, nil
}

// signatureBy reads an AlgorithmIdentifier.
func signatureBy(der []byte) (x509.SignatureAlgorithm, error) {
	var ai pkix.AlgorithmIdentifier
	if _, err := zasn1.Unmarshal(der, &ai); err != nil {
		return 0, errCRL
	}
	return x509.GetSignatureAlgorithmFromAI(ai), nil
}

// readBody reads the tbsCertList. A version 1 list has neither version nor
// extensions.
func (l *crl) readBody(in cryptobyte.String, outer []byte) bool {
	var algorithm, issuer, extensions cryptobyte.String
	if !in.SkipOptionalASN1(asn1.INTEGER) || !in.ReadASN1Element(&algorithm, asn1.SEQUENCE) || !bytes.Equal(algorithm, outer) ||
		!in.ReadASN1Element(&issuer, asn1.SEQUENCE) || !readTime(&in, &l.thisUpdate) {
		return false
	}
	l.issuer = issuer
	l.nextUpdate = l.thisUpdate.Add(openEnd)
	if (in.PeekASN1Tag(asn1.UTCTime) || in.PeekASN1Tag(asn1.GeneralizedTime)) && !readTime(&in, &l.nextUpdate) {
		return false
	}
	if in.PeekASN1Tag(asn1.SEQUENCE) && !in.ReadASN1(&l.revoked, asn1.SEQUENCE) {
		return false
	}
	tag := asn1.Tag(0).Constructed().ContextSpecific()
	return in.Empty() || in.ReadASN1(&extensions, tag) && extensions.ReadASN1(&l.extensions, asn1.SEQUENCE) && in.Empty()
}

// readTime reads a Time: UTCTime or GeneralizedTime.
func readTime(in *cryptobyte.String, out *time.Time) bool {
	if in.PeekASN1Tag(asn1.UTCTime) {
		return in.ReadASN1UTCTime(out)
	}
	return in.ReadASN1GeneralizedTime(out)
}

// nextEntry takes an entry off the list: its serial number, an INTEGER in DER,
// and what follows it.
func nextEntry(list *cryptobyte.String) (serial, rest cryptobyte.String, err error) {
	if !list.ReadASN1(&rest, asn1.SEQUENCE) || !rest.ReadASN1Element(&serial, asn1.INTEGER) {
		return nil, nil, errCRL
	}
	return serial, rest, nil
}

// readEntry reads date and reason of an entry (RFC 5280 §5.3).
func readEntry(in cryptobyte.String) (entry, error) {
	e := entry{}
	if !readTime(&in, &e.at) {
		return e, errCRL
	}
	var extensions cryptobyte.String
	if !in.ReadOptionalASN1(&extensions, nil, asn1.SEQUENCE) {
		return e, errCRL
	}
	for !extensions.Empty() {
		id, value, _, ok := nextExtension(&extensions)
		if !ok {
			return e, errCRL
		}
		var reason int
		if id == "2.5.29.21" && value.ReadASN1Enum(&reason) {
			e.reason = reason
		}
	}
	return e, nil
}

// nextExtension takes an extension off a list.
func nextExtension(list *cryptobyte.String) (id string, value cryptobyte.String, critical, ok bool) {
	var ext cryptobyte.String
	var oid stdasn1.ObjectIdentifier
	if !list.ReadASN1(&ext, asn1.SEQUENCE) || !ext.ReadASN1ObjectIdentifier(&oid) ||
		ext.PeekASN1Tag(asn1.BOOLEAN) && !ext.ReadASN1Boolean(&critical) || !ext.ReadASN1(&value, asn1.OCTET_STRING) {
		return "", nil, false, false
	}
	return oid.String(), value, critical, true
}
