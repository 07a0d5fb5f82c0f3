package webhook

import (
	"net/textproto"
	"strings"

	"holdfast"
	"holdfast/alerting/internal/post"
)

// check refuses settings that no request can be made of.
func (s *settings) check() error {
	if err := post.Address("url", s.URL.Reveal()); err != nil {
		return err
	}
	for name, value := range s.Headers {
		if text := headerFault(name, value.Reveal()); text != "" {
			return fault("headers", "has "+name+", which "+text)
		}
	}
	if s.Type == "" || !writable(s.Type) {
		return fault("content_type", "is empty or holds control characters; want a media type such as application/json")
	}
	return nil
}

// headerFault says what is wrong with a further header. The value is a secret
// and is not repeated.
func headerFault(name, value string) string {
	switch canonical := textproto.CanonicalMIMEHeaderKey(name); {
	case name == "" || strings.ContainsFunc(name, outsideToken):
		return "is no header name (RFC 9110 §5.1)"
	case ours(canonical):
		return "Holdfast sets itself"
	case !writable(value):
		return "has a value with line breaks or control characters"
	default:
		return ""
	}
}

// ours reports whether a header is the request's own business.
func ours(canonical string) bool {
	switch canonical {
	case "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Host", "User-Agent", "Idempotency-Key":
		return true
	default:
		return strings.HasPrefix(canonical, "X-Holdfast-")
	}
}

// outsideToken reports whether a character may not stand in a header's name
// (RFC 9110 §5.6.2).
func outsideToken(r rune) bool {
	return !strings.ContainsRune("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", r)
}

// writable reports whether a header's value can be sent (RFC 9110 §5.5).
func writable(value string) bool {
	return !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// fault is a setting that makes no sense.
func fault(field, text string) error { return &holdfast.SettingError{Field: field, Text: text} }
