package plain

import (
	"cmp"
	"encoding/base64"
	"errors"
	"net/url"
	"slices"
	"strings"

	"holdfast"
)

// answerLimit bounds a receiver's words in a receipt, in characters.
const answerLimit = 400

// pathWord is the length from which a word of an address's path may be a token.
const pathWord = 8

// Mask takes known secrets out of text. The zero Mask takes nothing out.
type Mask struct{ forms []string }

// NewMask returns a Mask for the given secrets, in the forms in which they
// travel: as they are, percent-encoded and in base64. Of a secret that is an
// address, the parts that make it one are taken out by themselves too, as an
// error page may quote the path alone. Empty ones are left out.
func NewMask(secrets ...holdfast.Secret) Mask {
	var m Mask
	for _, secret := range secrets {
		for _, v := range append(parts(secret.Reveal()), secret.Reveal()) {
			if v == "" {
				continue
			}
			m.forms = append(m.forms, v, url.QueryEscape(v), url.PathEscape(v),
				base64.StdEncoding.EncodeToString([]byte(v)), base64.RawURLEncoding.EncodeToString([]byte(v)))
		}
	}
	slices.SortFunc(m.forms, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	m.forms = slices.Compact(m.forms)
	return m
}

// parts are what may be secret within an address: password, long words of the
// path, values of the query. Nil for what is no address.
func parts(address string) []string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil
	}
	var out []string
	if password, ok := u.User.Password(); ok {
		out = append(out, password)
	}
	for word := range strings.SplitSeq(u.Path, "/") {
		if len(word) >= pathWord {
			out = append(out, word)
		}
	}
	for _, values := range u.Query() {
		out = append(out, values...)
	}
	return out
}

// Words returns what a receiver said as one bounded line without the secrets.
// They are taken out first, so that no half of one is left at the cut.
func (m Mask) Words(s string) string {
	for _, form := range m.forms {
		s = strings.ReplaceAll(s, form, "<secret>")
	}
	return Trim(Line(s), answerLimit)
}

// Error is [Mask.Words] of err, without the URL that net/http puts before it:
// for a webhook the URL is the secret.
func (m Mask) Error(err error) string {
	if err == nil {
		return ""
	}
	if outer := (*url.Error)(nil); errors.As(err, &outer) {
		err = outer.Err
	}
	return m.Words(err.Error())
}
