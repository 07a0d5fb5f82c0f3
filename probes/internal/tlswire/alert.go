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
	case 10:
		return "unexpected_message"
	case 49:
		return "access_denied"
	case 50:
		return "decode_error"
	case 80:
		return "internal_error"
	case 116:
		return "certificate_required"
	case 120:
		return "no_application_protocol"
	default:
		return fmt.Sprintf("alert %d", uint8(a))
	}
}
