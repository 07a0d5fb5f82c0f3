package tlswire

import (
	"fmt"
	"strconv"
	"strings"
)

// MarshalText writes the name of [Version.String].
func (v Version) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads it.
func (v *Version) UnmarshalText(text []byte) error {
	n, err := ParseVersion(string(text))
	if err != nil {
		return err
	}
	*v = n
	return nil
}

// MarshalText writes the name of [Suite.String].
func (s Suite) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads it, a bare code point included.
func (s *Suite) UnmarshalText(text []byte) error {
	if known, ok := SuiteNamed(string(text)); ok {
		*s = known
		return nil
	}
	n, err := codePoint(string(text), "0x", 16)
	if err != nil {
		return fmt.Errorf("%q is no cipher suite: %w", text, err)
	}
	*s = Suite(n)
	return nil
}

// MarshalText writes the name of [Group.String].
func (g Group) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText reads it, a bare code point included.
func (g *Group) UnmarshalText(text []byte) error {
	if known, ok := GroupNamed(string(text)); ok {
		*g = known
		return nil
	}
	n, err := codePoint(string(text), "group ", 10)
	if err != nil {
		return fmt.Errorf("%q is no group: %w", text, err)
	}
	*g = Group(n)
	return nil
}

// MarshalText writes the name of [Scheme.String].
func (s Scheme) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads it, a bare code point included.
func (s *Scheme) UnmarshalText(text []byte) error {
	if known, ok := SchemeNamed(string(text)); ok {
		*s = known
		return nil
	}
	n, err := codePoint(string(text), "0x", 16)
	if err != nil {
		return fmt.Errorf("%q is no signature scheme: %w", text, err)
	}
	*s = Scheme(n)
	return nil
}

// codePoint reads a number of 16 bits behind its prefix.
func codePoint(text, prefix string, base int) (uint16, error) {
	digits, ok := strings.CutPrefix(text, prefix)
	if !ok {
		return 0, fmt.Errorf("want a name of the registry or %s and a number", prefix)
	}
	n, err := strconv.ParseUint(digits, base, 16)
	return uint16(n), err
}
