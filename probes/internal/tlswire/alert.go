package tlswire

import "fmt"

// Alert is the description byte of a fatal alert (RFC 8446 §6).
type Alert uint8

// The alerts by which servers say that they will not have what was offered.
const (
	HandshakeFailure     Alert = 40
	IllegalParameter     Alert = 47
	ProtocolVersion      Alert = 70
	InsufficientSecurity Alert = 71
	MissingExtension     Alert = 109
	UnrecognizedName     Alert = 112
)

// InappropriateFallback answers a hello with the fallback SCSV of a version
// that is not the server's best (RFC 7507 §3).
const InappropriateFallback Alert = 86

// NoApplicationProtocol answers a hello whose application protocols are none of
// the server's (RFC 7301 §3.2). Without any it may be welcome.
const NoApplicationProtocol Alert = 120

// Refuses reports whether the alert speaks about the offer. Others (internal
// error, decode error, access denied …) may speak about the moment, and count
// only when they are repeated.
func (a Alert) Refuses() bool {
	switch a {
	case HandshakeFailure, IllegalParameter, ProtocolVersion, InsufficientSecurity, MissingExtension, UnrecognizedName:
		return true
	default:
		return false
	}
}

// String returns the registry's name, "alert 99" for one that it does not have.
func (a Alert) String() string {
	switch a {
	case HandshakeFailure:
		return "handshake_failure"
	case IllegalParameter:
		return "illegal_parameter"
	case ProtocolVersion:
		return "protocol_version"
	case InsufficientSecurity:
		return "insufficient_security"
	case MissingExtension:
		return "missing_extension"
	case UnrecognizedName:
		return "unrecognized_name"
	case InappropriateFallback:
		return "inappropriate_fallback"
	case 0:
		return "close_notify"
	case 10:
		return "unexpected_message"
	case 20:
		return "bad_record_mac"
	case 21:
		return "decryption_failed"
	case 22:
		return "record_overflow"
	case 30:
		return "decompression_failure"
	case 41:
		return "no_certificate"
	case 42:
		return "bad_certificate"
	case 43:
		return "unsupported_certificate"
	case 44:
		return "certificate_revoked"
	case 45:
		return "certificate_expired"
	case 46:
		return "certificate_unknown"
	case 48:
		return "unknown_ca"
	case 49:
		return "access_denied"
	case 50:
		return "decode_error"
	case 51:
		return "decrypt_error"
	case 52:
		return "too_many_cids_requested"
	case 60:
		return "export_restriction"
	case 80:
		return "internal_error"
	case 90:
		return "user_canceled"
	case 100:
		return "no_renegotiation"
	case 110:
		return "unsupported_extension"
	case 111:
		return "certificate_unobtainable"
	case 113:
		return "bad_certificate_status_response"
	case 114:
		return "bad_certificate_hash_value"
	case 115:
		return "unknown_psk_identity"
	case 116:
		return "certificate_required"
	case 117:
		return "general_error"
	case NoApplicationProtocol:
		return "no_application_protocol"
	case 121:
		return "ech_required"
	default:
		return fmt.Sprintf("alert %d", uint8(a))
	}
}
