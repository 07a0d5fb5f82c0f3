package tlsgrade

import (
	"crypto/dsa" //nolint:staticcheck // old servers show such keys
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"fmt"

	"holdfast"
)

// judgeChains returns the faults of all chains that an address showed.
func (p *prober) judgeChains(n node) []holdfast.Fault {
	var faults []holdfast.Fault
	for _, sent := range n.Certificates {
		chain, err := parse(sent.Sent)
		if err != nil {
			faults = append(faults, unreadable(err))
			continue
		}
		faults = append(faults, p.certificates.Judge(p.now(), p.name, chain).Faults...)
		faults = append(faults, weakKey(chain[0])...)
		faults = append(faults, weakSignature(chain)...)
	}
	return faults
}

// parse reads a chain; the leaf must be readable, what follows it need not be.
func parse(raw [][]byte) ([]*x509.Certificate, error) {
	var chain []*x509.Certificate
	for i, der := range raw {
		cert, err := x509.ParseCertificate(der)
		switch {
		case err == nil:
			chain = append(chain, cert)
		case i == 0:
			return nil, fmt.Errorf("reading the certificate: %w", err)
		}
	}
	return chain, nil
}

// unreadable is the fault of a certificate that the standard library refuses.
func unreadable(err error) holdfast.Fault {
	return holdfast.Fault{
		Key: "certificate/unreadable", Status: holdfast.Broken,
		Text: fmt.Sprintf("a certificate that clients will refuse: %v", err),
		Fix:  "have it issued anew",
	}
}

// keyOf names the key and its size in bits: "RSA 2048", "ECDSA P-256".
func keyOf(cert *x509.Certificate) (name string, bits int) {
	switch key := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		bits = key.N.BitLen()
		return fmt.Sprintf("RSA %d", bits), bits
	case *ecdsa.PublicKey:
		return "ECDSA " + key.Params().Name, key.Params().BitSize
	case ed25519.PublicKey:
		return "Ed25519", 256
	case *dsa.PublicKey:
		return fmt.Sprintf("DSA %d", key.P.BitLen()), key.P.BitLen()
	default:
		return "of an unknown kind", 0
	}
}

// weakKey is the fault of a key too short (CA/Browser Forum Baseline
// Requirements §6.1.5).
func weakKey(leaf *x509.Certificate) []holdfast.Fault {
	name, bits := keyOf(leaf)
	wanted := "RSA 2048 or ECDSA P-256"
	switch leaf.PublicKey.(type) {
	case *rsa.PublicKey:
		if bits >= 2048 {
			return nil
		}
	case *ecdsa.PublicKey, ed25519.PublicKey:
		if bits >= 256 {
			return nil
		}
	}
	return []holdfast.Fault{{
		Key: "certificate/key", Status: holdfast.Broken,
		Text: fmt.Sprintf("the certificate's key is %s, wanted %s or more", name, wanted),
		Fix:  "make a new key and have the certificate issued anew: certbot renew --force-renewal --key-type ecdsa",
	}}
}

// weakSignature is the fault of a chain with a signature that can be forged.
// The signature of a root is of no account: nobody verifies it.
func weakSignature(chain []*x509.Certificate) []holdfast.Fault {
	for i, cert := range chain {
		if i > 0 && string(cert.RawSubject) == string(cert.RawIssuer) {
			continue
		}
		switch cert.SignatureAlgorithm {
		case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
			return []holdfast.Fault{{
				Key: "certificate/signature", Status: holdfast.Broken,
				Text: fmt.Sprintf("the chain has a signature by %s, wanted SHA-256 or better", cert.SignatureAlgorithm),
				Fix:  "have the certificate issued anew by an authority of today",
			}}
		}
	}
	return nil
}
