package config

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// hashLength is how many bytes of a settings hash are kept.
const hashLength = 12

// settingsHash is the identity of what a prober is made from: the kind and its
// settings, whatever their order. Secrets count by their reference only: a new
// password asks the same question, and a hash that is stored and shown must
// not tell anything about one.
func settingsHash(kind string, settings *node) string {
	sum := sha256.Sum256([]byte(kind + " " + canonical(settings, reveal{})))
	return hex.EncodeToString(sum[:hashLength])
}

// channelHash is the same of a channel. There a new secret is a new channel, so
// secrets count, stretched (PBKDF2, RFC 8018) so that guessing one from the
// hash is dear.
func channelHash(d channelDraft) string {
	sum := sha256.Sum256([]byte(d.kind.Name + " " + canonical(d.settings, reveal{salt: d.name})))
	return hex.EncodeToString(sum[:hashLength])
}

// reveal says how secrets enter a hash: not at all, or stretched with a salt.
type reveal struct{ salt string }

// stretch is how often a secret is hashed; some milliseconds for each.
const stretch = 10_000

// secret is what stands for a secret in a hash.
func (r reveal) secret(n *node) string {
	if r.salt == "" {
		if n.seen.safe {
			return n.raw
		}
		return mask
	}
	value := n.text
	if n.resolved != "" {
		value = n.resolved
	}
	key, err := pbkdf2.Key(sha256.New, value, []byte("holdfast "+r.salt+" "+n.path), stretch, hashLength)
	if err != nil {
		return mask
	}
	return hex.EncodeToString(key)
}

// canonical writes a node in one way only: keys sorted, every text quoted.
func canonical(n *node, r reveal) string {
	switch {
	case n == nil:
		return "~"
	case n.shape == table:
		parts := make([]string, 0, len(n.pairs))
		for _, p := range n.pairs {
			parts = append(parts, strconv.Quote(p.key)+":"+canonical(p.value, r))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ",") + "}"
	case n.shape == list:
		parts := make([]string, len(n.items))
		for i, item := range n.items {
			parts[i] = canonical(item, r)
		}
		return "[" + strings.Join(parts, ",") + "]"
	case n.shape == nothing:
		return "~"
	case n.seen.secret:
		return strconv.Quote(r.secret(n))
	default:
		return strconv.Quote(n.text)
	}
}
