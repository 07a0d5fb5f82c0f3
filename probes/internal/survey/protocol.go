package survey

import "holdfast/probes/internal/tlswire"

// Order says who decides which of the common suites is taken.
type Order string

// The orders. A version with a single suite has none.
const (
	// ServerOrder: the server takes its own first choice.
	ServerOrder Order = "server"
	// ClientOrder: the server takes the client's first choice.
	ClientOrder Order = "client"
	// HintOrder: the server takes its own, but lets the client's first choice
	// move a class up, as Go does with AES and ChaCha20 in TLS 1.3.
	HintOrder Order = "server-hint"
)

// Protocol is one protocol version of an endpoint.
type Protocol struct {
	Version tlswire.Version `json:"version"`
	Offered Known           `json:"offered"`
	// Suites were accepted, in the order in which the server took them from
	// the full list. A ServerOrder makes that the server's own order.
	Suites []tlswire.Suite `json:"suites,omitempty"`
	// Complete is true when a refusal proved that there are no more suites.
	Complete bool `json:"complete"`
	// Missing says why it is not complete, and what was not asked.
	Missing string `json:"missing,omitempty"`
	Order   Order  `json:"order,omitempty"`
	// ChaChaFirst tells that a server which otherwise decides itself takes
	// ChaCha20 from a client that lists it first (OpenSSL's PRIORITIZE_CHACHA).
	ChaChaFirst Known `json:"chacha_first"`
	// Groups are the key-exchange groups accepted in this version, in the
	// server's order; empty where the version or its suites have none.
	Groups         []tlswire.Group `json:"groups,omitempty"`
	GroupsComplete bool            `json:"groups_complete"`
	GroupOrder     Order           `json:"group_order,omitempty"`
}

// Exchange is what is known of the key exchange parameters.
type Exchange struct {
	// DHBits is the shortest finite-field prime that was seen in an ephemeral
	// exchange, 0 for none.
	DHBits int `json:"dh_bits,omitempty"`
	// DHPrime names the prime where it is a well-known one: "RFC 7919
	// ffdhe2048", "RFC 3526 2048-bit", "Apache 1024-bit".
	DHPrime string `json:"dh_prime,omitempty"`
	// DHSafe tells whether (p-1)/2 is prime as well.
	DHSafe Known `json:"dh_safe"`
	// DHReused and ECDHReused tell that two handshakes had the same public value.
	DHReused   Known `json:"dh_reused"`
	ECDHReused Known `json:"ecdh_reused"`
	// Schemes are the signature schemes seen or found accepted, by IANA name.
	Schemes []string `json:"signature_schemes,omitempty"`
}

// Features are what a server can besides.
type Features struct {
	// SecureRenegotiation is RFC 5746; it has no meaning for a server that
	// speaks TLS 1.3 alone and is Unknown there.
	SecureRenegotiation Known `json:"secure_renegotiation"`
	// InsecureRenegotiation tells that a client may renegotiate without it.
	InsecureRenegotiation Known `json:"insecure_renegotiation"`
	// ExtendedMasterSecret is RFC 7627 (below TLS 1.3).
	ExtendedMasterSecret Known `json:"extended_master_secret"`
	// EncryptThenMAC is RFC 7366 (below TLS 1.3).
	EncryptThenMAC Known `json:"encrypt_then_mac"`
	// SessionTickets are RFC 5077 or those of TLS 1.3; SessionIDs the older way:
	// the server gives its sessions ids.
	SessionTickets Known `json:"session_tickets"`
	SessionIDs     Known `json:"session_ids"`
	// SessionResumption tells that a session below TLS 1.3 is gone on with when its
	// id is offered again (RFC 5246 §7.4.1.2): some give ids and keep nothing. It
	// is asked with the vulnerabilities.
	SessionResumption Known `json:"session_resumption"`
	// Compression is that of TLS itself (CRIME).
	Compression Known `json:"compression"`
	// FallbackSCSV is RFC 7507; Unknown where only one version is offered. A gentle
	// look that is dear already leaves it to the vulnerabilities.
	FallbackSCSV Known `json:"fallback_scsv"`
	// Heartbeat is the extension of RFC 6520.
	Heartbeat Known `json:"heartbeat"`
	// EarlyData tells that a ticket of TLS 1.3 allows 0-RTT data.
	EarlyData Known `json:"early_data"`
	// ALPN are the application protocols that were accepted.
	ALPN []string `json:"alpn,omitempty"`
	// Stapled tells that an OCSP response came with the certificate.
	Stapled Known `json:"ocsp_stapled"`
	// ClientCertificate is none, optional or required; empty when not known.
	ClientCertificate string `json:"client_certificate,omitempty"`
	// SNIRequired tells that the server refuses who does not name it.
	SNIRequired Known `json:"sni_required"`
}
