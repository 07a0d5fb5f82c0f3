package pki

import (
	"errors"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// scope tells whether a list speaks of leaves that name this address. Without an
// issuing distribution point it speaks of all that its issuer issued; with one
// (RFC 5280 §5.2.5) it must be the part that the leaf points to, else anybody
// could offer another part in which the leaf is not listed.
func (l *crl) scope(url string) error {
	rest := l.extensions
	for !rest.Empty() {
		id, value, critical, ok := nextExtension(&rest)
		switch {
		case !ok:
			return errCRL
		case id == "2.5.29.28":
			if err := inScope(value, url); err != nil {
				return err
			}
		case critical:
			return errors.New("it has a critical extension that is not understood: " + id)
		}
	}
	return nil
}

// inScope reads an IssuingDistributionPoint.
func inScope(der cryptobyte.String, url string) error {
	var point, name, full cryptobyte.String
	var present bool
	if !der.ReadASN1(&point, asn1.SEQUENCE) || !point.ReadOptionalASN1(&name, &present, asn1.Tag(0).Constructed().ContextSpecific()) {
		return errCRL
	}
	if present && (!name.ReadASN1(&full, asn1.Tag(0).Constructed().ContextSpecific()) || !slices.Contains(uris(full), url)) {
		return errors.New("it is another part of the list than the certificate names")
	}
	for !point.Empty() {
		var value cryptobyte.String
		var tag asn1.Tag
		if !point.ReadAnyASN1(&value, &tag) {
			return errCRL
		}
		untrue := len(value) == 1 && value[0] == 0
		if tag != asn1.Tag(1).ContextSpecific() && !untrue { // all but onlyContainsUserCerts
			return errors.New("it is a list of something else (issuing distribution point)")
		}
	}
	return nil
}

// uris lists the addresses among GeneralNames.
func uris(names cryptobyte.String) []string {
	var out []string
	for !names.Empty() {
		var value cryptobyte.String
		var tag asn1.Tag
		if !names.ReadAnyASN1(&value, &tag) {
			return out
		}
		if tag == asn1.Tag(6).ContextSpecific() {
			out = append(out, string(value))
		}
	}
	return out
}
