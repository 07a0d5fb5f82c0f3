package ping

import "bytes"

// tokenSize is how many bytes of chance begin a payload that has room for them.
const tokenSize = 8

// payload makes the data of requests: bytes of chance, as far as they fit, then
// a pattern that shows which byte has changed.
func payload(token []byte, size int) []byte {
	out := make([]byte, size)
	for i := range out {
		out[i] = byte(i)
	}
	copy(out, token)
	return out
}

// ours reports whether data comes from our payload, and whether it is whole.
// Too short for a token, it must be equal.
func ours(sent, got []byte) (mine, whole bool) {
	whole = bytes.Equal(sent, got)
	if len(sent) < tokenSize {
		return whole, whole
	}
	return bytes.HasPrefix(got, sent[:tokenSize]), whole
}
