package tlswire

import "fmt"

// Version is a protocol version as it stands on the wire.
type Version uint16

// The protocol versions. A [Hello] speaks those from SSL 3.0 on; SSL 2.0 has a
// hello and a record format of its own.
const (
	SSL20 Version = 0x0002
	SSL30 Version = 0x0300
	TLS10 Version = 0x0301
	TLS11 Version = 0x0302
	TLS12 Version = 0x0303
	TLS13 Version = 0x0304
)

// Versions lists all versions, oldest first.
func Versions() []Version { return []Version{SSL30, TLS10, TLS11, TLS12, TLS13} }

// String returns the name that settings, facts and fault keys use: "TLS1.2",
// and "SSLv3" for SSL 3.0.
func (v Version) String() string {
	switch {
	case v == SSL20:
		return "SSLv2"
	case v == SSL30:
		return "SSLv3"
	case v > SSL30 && v <= TLS13:
		return fmt.Sprintf("TLS1.%d", int(v-TLS10))
	default:
		return fmt.Sprintf("0x%04x", uint16(v))
	}
}

// Title returns the name as people write it: "TLS 1.2", "SSL 3".
func (v Version) Title() string {
	switch {
	case v == SSL20:
		return "SSL 2"
	case v == SSL30:
		return "SSL 3"
	case v > SSL30 && v <= TLS13:
		return fmt.Sprintf("TLS 1.%d", int(v-TLS10))
	default:
		return v.String()
	}
}

// ParseVersion reads the names that [Version.String] prints.
func ParseVersion(name string) (Version, error) {
	for _, v := range append(Versions(), SSL20) {
		if v.String() == name {
			return v, nil
		}
	}
	return 0, fmt.Errorf("%q is not a version; want SSLv3, TLS1.0, TLS1.1, TLS1.2 or TLS1.3", name)
}
