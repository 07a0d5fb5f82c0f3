package post

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Token is what an unsubscribe link carries: the address, and a proof that this
// monitor made the link. It needs no login and lets nobody take others off.
func Token(key []byte, recipient string) string {
	recipient = strings.ToLower(recipient)
	return base64.RawURLEncoding.EncodeToString([]byte(recipient)) + "." + base64.RawURLEncoding.EncodeToString(proof(key, recipient))
}

// Recipient returns the address of a token, and false when it was not made with
// this key.
func Recipient(key []byte, token string) (string, bool) {
	head, tail, _ := strings.Cut(token, ".")
	who, err := base64.RawURLEncoding.DecodeString(head)
	mac, failed := base64.RawURLEncoding.DecodeString(tail)
	if err != nil || failed != nil || len(key) == 0 || !hmac.Equal(mac, proof(key, string(who))) {
		return "", false
	}
	return string(who), true
}

// proof is the first half of an HMAC-SHA256 (RFC 2104) over the address.
func proof(key []byte, recipient string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("holdfast unsubscribe\x00" + recipient))
	return h.Sum(nil)[:16]
}
