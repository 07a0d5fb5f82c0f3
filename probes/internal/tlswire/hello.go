package tlswire

import "errors"

// Record and handshake types (RFC 8446 §5.1 and §4).
const (
	recordChangeCipherSpec = 20
	recordAlert            = 21
	recordHandshake        = 22
	recordApplicationData  = 23

	messageClientHello        = 1
	messageServerHello        = 2
	messageCertificate        = 11
	messageServerKeyExchange  = 12
	messageCertificateRequest = 13
	messageServerHelloDone    = 14
	messageCertificateStatus  = 22
)

// Hello is a ClientHello to be written. Its zero values ask for as much as a
// server can be asked for at once; every other field asks for something else.
type Hello struct {
	// Version is the highest version offered; TLS 1.3 is offered alone, older
	// ones imply all below them, as the protocol has it.
	Version Version
	// Suites are the code points offered, in the client's order.
	Suites []Suite
	// ServerName goes into the SNI extension; empty leaves it out.
	ServerName string
	// Slim leaves out whatever is younger than 2012.
	Slim bool

	// Versions are offered in supported_versions, in this order; nil offers
	// TLS 1.3 alone in a hello of that version and writes no such extension in
	// an older one. A list with TLS 1.3 makes this a hello of TLS 1.3, whatever
	// it has besides.
	Versions []Version
	// LegacyVersion stands in the message's version field; 0 is the lesser of
	// Version and TLS 1.2. Others are for servers that cannot count.
	LegacyVersion Version
	// RecordVersion stands in the record's head; 0 is the lesser of Version
	// and TLS 1.0.
	RecordVersion Version
	// Groups are the key-exchange groups offered, in the client's order; nil
	// are the usual ones of the version, and an empty list leaves the
	// extension out.
	Groups []Group
	// KeyShares go into a TLS 1.3 hello; without any the server answers with a
	// HelloRetryRequest, which costs it no key exchange.
	KeyShares []KeyShare
	// Schemes are the signature schemes offered; nil are the usual ones, and
	// an empty list leaves the extension out.
	Schemes []Scheme
	// NoComforts leaves out what is asked for unless Slim: OCSP staple, session
	// ticket and application protocols. The fields below ask for them one by one.
	NoComforts bool
	// ALPN are the application protocols offered; nil are h2 and http/1.1 among
	// the comforts.
	ALPN []string
	// Staple asks for an OCSP response (RFC 6066 §8).
	Staple bool
	// SessionTicket offers an empty session ticket (RFC 5077), which asks for
	// a new one.
	SessionTicket bool
	// Compression are the methods offered before "none".
	Compression []Compression
	// ExtendedMasterSecret offers RFC 7627, EncryptThenMAC RFC 7366, Heartbeat
	// RFC 6520 (as a peer that may be asked), SCT the signed certificate
	// timestamps of RFC 6962.
	ExtendedMasterSecret, EncryptThenMAC, Heartbeat, SCT bool
	// FallbackSCSV says that a newer version was tried before (RFC 7507).
	FallbackSCSV bool
	// NoRenegotiation leaves out the word that the client knows RFC 5746.
	NoRenegotiation bool
	// SessionID is offered for resumption, at most 32 bytes; nil is a random
	// one in TLS 1.3 (RFC 8446 appendix D.4) and none below.
	SessionID []byte
	// Random is the client's random, of 32 bytes; nil is a fresh one.
	Random []byte
	// Extensions are added after all others as they are; types that the hello
	// writes by itself must not be among them.
	Extensions []Extension
	// GREASE adds reserved values to suites, groups, versions and extensions
	// (RFC 8701), which every server has to pass over.
	GREASE bool
	// Size is the least size of the handshake message in bytes, to which the
	// padding extension (RFC 7685) fills it up; 0 does not pad.
	Size int
	// Fragment is the most bytes of the message in one record; 0 puts it into
	// one record.
	Fragment int
}

// Extension is one extension as it stands on the wire.
type Extension struct {
	Type uint16
	Body []byte
}

// Faults of a hello that cannot be written.
var (
	errRandom   = errors.New("the random has not 32 bytes")
	errSession  = errors.New("the session id has more than 32 bytes")
	errFragment = errors.New("a record cannot hold fewer than 1 or more than 16384 bytes")
)

// maxRecord is the most that one record may hold in the clear, in bytes.
const maxRecord = 1 << 14
