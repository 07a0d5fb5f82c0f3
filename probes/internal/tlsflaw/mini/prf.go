package mini

import (
	"crypto/hmac"
	"crypto/md5"  //nolint:gosec // the PRF of TLS 1.0
	"crypto/sha1" //nolint:gosec // the PRF of TLS 1.0
	"hash"

	"holdfast/probes/internal/tlswire"
)

// masterLen is the length of a master secret and of an RSA premaster secret.
const masterLen = 48

// expand is P_hash (RFC 5246 §5).
func expand(h func() hash.Hash, secret, seed []byte, length int) []byte {
	mac := func(parts ...[]byte) []byte {
		m := hmac.New(h, secret)
		for _, p := range parts {
			m.Write(p)
		}
		return m.Sum(nil)
	}
	var out []byte
	for a := mac(seed); len(out) < length; a = mac(a) {
		out = append(out, mac(a, seed)...)
	}
	return out[:length]
}

// prf is the pseudo-random function of the version: that of RFC 5246 §5 with
// the suite's hash, or that of RFC 2246 §5, MD5 and SHA-1 added to each other.
func prf(v tlswire.Version, h func() hash.Hash, secret []byte, label string, seed []byte, length int) []byte {
	seed = append([]byte(label), seed...)
	if v == tlswire.TLS12 {
		return expand(h, secret, seed, length)
	}
	half := (len(secret) + 1) / 2
	out := expand(md5.New, secret[:half], seed, length)
	for i, b := range expand(sha1.New, secret[len(secret)-half:], seed, length) {
		out[i] ^= b
	}
	return out
}

// digest is the hash over the handshake that Finished and the extended master
// secret take in.
func digest(v tlswire.Version, h func() hash.Hash, transcript []byte) []byte {
	if v == tlswire.TLS12 {
		sum := h()
		sum.Write(transcript)
		return sum.Sum(nil)
	}
	old, sum := md5.New(), sha1.New() //nolint:gosec // RFC 2246 §7.4.9
	old.Write(transcript)
	sum.Write(transcript)
	return sum.Sum(old.Sum(nil))
}
