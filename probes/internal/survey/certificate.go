package survey

import "time"

// Certificate is one chain as the server sent it, and what was found about it.
type Certificate struct {
	// Sent are the DER bytes, leaf first, as they came.
	Sent [][]byte `json:"sent"`
	// Staple is the OCSP response that came with it, DER.
	Staple []byte `json:"staple,omitempty"`
	// SCTLists are the raw SignedCertificateTimestampList of the TLS extension.
	SCTList []byte `json:"sct_list,omitempty"`
	// Unreadable says why the leaf cannot be parsed; then the rest is not set.
	Unreadable string `json:"unreadable,omitempty"`

	Subject   string    `json:"subject"`
	Issuer    string    `json:"issuer"`
	Names     []string  `json:"names"`
	Serial    string    `json:"serial"`
	SHA256    string    `json:"sha256"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
	Key       Key       `json:"key"`
	// Signature is the algorithm on the leaf, such as SHA256-RSA.
	Signature string `json:"signature"`
	// WeakSignatures are those of the chain, root apart, that use MD2, MD5 or
	// SHA-1, as "algorithm on subject".
	WeakSignatures []string `json:"weak_signatures,omitempty"`

	// NameMatches tells whether the asked name is among Names.
	NameMatches Known `json:"name_matches"`
	// Period is valid, expired or not-yet-valid at the time of the look.
	Period     string `json:"period"`
	SelfSigned bool   `json:"self_signed"`
	// Trust is one verdict for each set of roots: mozilla, system, pinned.
	Trust []Trust `json:"trust"`
	// Trusted is the verdict of the set that counts for this look.
	Trusted Known `json:"trusted"`
	// Complete tells whether what was sent suffices, root apart.
	Complete Known `json:"chain_complete"`
	// Superfluous are certificates sent that no path needs, by subject.
	Superfluous []string `json:"superfluous,omitempty"`
	// Misordered tells that the certificates after the leaf do not each certify
	// the one before; TLS 1.2 forbids that, TLS 1.3 allows it (RFC 8446 §4.4.2).
	Misordered bool `json:"misordered,omitempty"`
	// Paths are the ways to a trusted root, each as subjects, leaf first.
	Paths [][]string `json:"paths,omitempty"`
	// Distrusted names the authority that browsers no longer trust (Symantec,
	// WoSign, StartCom …), if the chain leads to one.
	Distrusted string `json:"distrusted,omitempty"`

	// Revoked is Yes only by a signed word of the authority; Revocation says
	// who said what, or why nobody could be asked.
	Revoked    Known  `json:"revoked"`
	Revocation string `json:"revocation"`
	MustStaple bool   `json:"must_staple"`
	SCTs       []SCT  `json:"scts,omitempty"`
	Lints      []Lint `json:"lints,omitempty"`
	// CAA tells whether the domain's CAA records allow the issuer.
	CAA     Known  `json:"caa"`
	CAAText string `json:"caa_text,omitempty"`
}

// Key is a public key.
type Key struct {
	// Kind is RSA, ECDSA, Ed25519 or DSA.
	Kind string `json:"kind"`
	Bits int    `json:"bits"`
	// Weak says what is wrong with this very key: "Debian 2008", "ROCA",
	// "shared prime", exponent too small; empty for nothing known.
	Weak string `json:"weak,omitempty"`
	// DebianWeak tells whether the key is on the list of those that Debian's
	// broken generator could make (CVE-2008-0166).
	DebianWeak Known `json:"debian_weak"`
}

// Trust is what one set of roots says.
type Trust struct {
	Store   string `json:"store"`
	Trusted Known  `json:"trusted"`
	Reason  string `json:"reason,omitempty"`
}

// SCT is a promise of a certificate transparency log (RFC 6962 §3).
type SCT struct {
	Log string    `json:"log"`
	At  time.Time `json:"at"`
	// Source is certificate, handshake or staple.
	Source string `json:"source"`
	// Valid is Unknown for a log that is not known here.
	Valid Known `json:"valid"`
}

// Lint is one finding of the certificate linter.
type Lint struct {
	ID       string `json:"id"`
	Severity string `json:"severity"` // error, fatal, warn, notice
	Text     string `json:"text"`
}
