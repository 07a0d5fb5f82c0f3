package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
)

// answer is a body that is ready to be sent, as it is and packed.
type answer struct {
	code         int
	kind         string // media type
	body, packed []byte
	etag         string // without quotes
	open         bool   // other sites may read it
}

// smallest is the length from which on packing is worth it.
const smallest = 600

// packer makes answers. It keeps the memory that packing takes (0.8 MB) from one
// to the next; several goroutines may use it.
type packer struct{ idle sync.Pool }

// answer packs a body and gives it its tag: a piece of its hash, so that the same
// content has the same tag in every process.
func (p *packer) answer(code int, kind string, body []byte, open bool) answer {
	sum := sha256.Sum256(body)
	a := answer{code: code, kind: kind, body: body, etag: hex.EncodeToString(sum[:12]), open: open}
	if len(body) < smallest {
		return a
	}
	z, _ := p.idle.Get().(*gzip.Writer)
	if z == nil {
		z = gzip.NewWriter(nil)
	}
	defer p.idle.Put(z)
	var b bytes.Buffer
	z.Reset(&b)
	_, err := z.Write(body)
	if err == nil && z.Close() == nil { // into memory: cannot fail
		a.packed = b.Bytes()
	}
	return a
}

// send answers a request: with nothing but the tag where the reader has the body
// already (RFC 9110 §13.1.2), packed where it can unpack.
func (a answer) send(rw http.ResponseWriter, r *http.Request) {
	h := rw.Header()
	body, tag := a.body, a.etag
	if a.packed != nil {
		h.Set("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			body, tag = a.packed, a.etag+"-gz"
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("Etag", `"`+tag+`"`)
	h.Set("Cache-Control", "no-cache")
	if a.open {
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "Etag")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	if a.code == http.StatusOK && has(r.Header.Get("If-None-Match"), a.etag) {
		h.Del("Content-Encoding")
		rw.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", a.kind)
	rw.WriteHeader(a.code)
	if r.Method != http.MethodHead {
		_, _ = rw.Write(body) // the reader has gone: nothing to do
	}
}

// has reports whether a list of tags names this one, packed or not; weak tags
// count, as RFC 9110 §8.8.3.2 compares them here.
func has(list, etag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
		if one == "*" || one == `"`+etag+`"` || one == `"`+etag+`-gz"` {
			return true
		}
	}
	return false
}

// takesGzip reports whether an Accept-Encoding allows gzip (RFC 9110 §12.5.3).
func takesGzip(accept string) bool {
	for one := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(one), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			_, q, _ := strings.Cut(strings.ReplaceAll(weight, " ", ""), "q=")
			return strings.Trim(q, "0.") != "" || q == ""
		}
	}
	return false
}
