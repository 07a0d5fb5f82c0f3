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

// Mask takes known secrets out of text. The zero Mask takes nothing out.
type Mask struct{ forms []string }

// NewMask returns a Mask for the given secrets, in the forms in which they
// travel: as they are, percent-encoded and in base64. Empty ones are left out.
func NewMask(secrets ...holdfast.Secret) Mask {
	var m Mask
	for _, secret := range secrets {
		v := secret.Reveal()
		if v == "" {
			continue
		}
		m.forms = append(m.forms, v, url.QueryEscape(v), url.PathEscape(v),
			base64.StdEncoding.EncodeToString([]byte(v)), base64.RawURLEncoding.EncodeToString([]byte(v)))
	}
	slices.SortFunc(m.forms, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	m.forms = slices.Compact(m.forms)
	return m
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
