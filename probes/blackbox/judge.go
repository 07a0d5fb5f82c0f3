package blackbox

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/names"
)

// maxMatched bounds the body that expressions are matched against; one that is
// longer fails the probe, as does one beyond body_size_limit.
const maxMatched = 64 << 20

// judge compares an answer with what the module wants, and tells what it has.
// stayed is true for a redirect that was not followed: its body is not read.
func (v *visit) judge(resp *http.Response, stayed bool) error {
	good := v.statusWanted(resp.StatusCode)
	if good && len(v.settings.FailIfHeaderMatches)+len(v.settings.FailIfHeaderNotMatches) > 0 {
		good = v.matched(v.headersWanted(resp.Header))
	}
	good = v.bodyWanted(resp, good, stayed)
	v.hops[len(v.hops)-1].ended = time.Now()
	if t, err := http.ParseTime(resp.Header.Get("Last-Modified")); err == nil {
		v.page.set(names.ProbeHTTPModified, float64(t.Unix()))
	}
	version, _ := strconv.ParseFloat(strings.TrimPrefix(resp.Proto, "HTTP/"), 64) // 0 when it is no number
	v.page.set(names.ProbeHTTPVersion, version)
	if want := v.settings.ValidHTTPVersions; len(want) > 0 && !slices.Contains(want, resp.Proto) {
		v.say("the version %s is none of %v", resp.Proto, want)
		good = false
	}
	good = v.secured(resp) && good
	v.page.set(names.ProbeHTTPStatus, float64(resp.StatusCode))
	v.page.set(names.ProbeHTTPLength, float64(resp.ContentLength))
	if !good {
		return errUnwanted
	}
	return nil
}

// statusWanted compares the status.
func (v *visit) statusWanted(code int) bool {
	want := v.settings.ValidStatusCodes
	good := slices.Contains(want, code) || len(want) == 0 && code >= 200 && code < 300
	if !good {
		v.say("the status %d is not wanted", code)
	}
	return good
}

// matched tells the verdict of expressions.
func (v *visit) matched(good bool) bool {
	v.page.set(failedRegex, truth(!good))
	return good
}

// headersWanted compares the headers with the expressions on them.
func (v *visit) headersWanted(h http.Header) bool {
	check := func(m HeaderMatch, wanted bool) bool {
		values := h[textproto.CanonicalMIMEHeaderKey(m.Header)]
		if len(values) == 0 {
			return m.AllowMissing
		}
		return slices.ContainsFunc(values, m.Regexp.MatchString) == wanted
	}
	for _, m := range v.settings.FailIfHeaderMatches {
		if !check(m, false) {
			v.say("the header %s is missing, or matches %s", m.Header, m.Regexp)
			return false
		}
	}
	for _, m := range v.settings.FailIfHeaderNotMatches {
		if !check(m, true) {
			v.say("the header %s is missing, or does not match %s", m.Header, m.Regexp)
			return false
		}
	}
	return true
}

// bodyWanted reads the body to its end and compares it, as long as all is good.
func (v *visit) bodyWanted(resp *http.Response, good, stayed bool) bool {
	defer func() { _ = resp.Body.Close() }() // what it says can change nothing
	body, err := v.unpacked(resp.Body)
	if err != nil {
		v.say("the body is not compressed as wanted: %v", err)
		good = false
	}
	if limit := int64(v.settings.BodySizeLimit); limit > 0 {
		body = http.MaxBytesReader(nil, io.NopCloser(body), limit)
	}
	read := &counter{r: body}
	if good && len(v.settings.FailIfBodyMatchesRegexp)+len(v.settings.FailIfBodyNotMatchesRegexp) > 0 {
		good = v.matched(v.textWanted(read))
	}
	if stayed {
		return good
	}
	if _, err := io.Copy(io.Discard, read); err != nil {
		v.say("the body cannot be read to its end: %v", err)
		good = false
	}
	v.page.set(names.ProbeHTTPBody, float64(read.n))
	return good
}

// textWanted compares the body with the expressions on it.
func (v *visit) textWanted(r io.Reader) bool {
	text, err := io.ReadAll(io.LimitReader(r, maxMatched+1))
	switch {
	case err != nil:
		v.say("the body cannot be read to its end: %v", err)
		return false
	case len(text) > maxMatched:
		v.say("the body is longer than 64 MiB, which is more than expressions are matched against")
		return false
	}
	for _, re := range v.settings.FailIfBodyMatchesRegexp {
		if re.Match(text) {
			v.say("the body matches %s", re)
			return false
		}
	}
	for _, re := range v.settings.FailIfBodyNotMatchesRegexp {
		if !re.Match(text) {
			v.say("the body does not match %s", re)
			return false
		}
	}
	return true
}

// unpacked is the body behind the compression that the module expects. With an
// error it is the body as it came.
func (v *visit) unpacked(body io.Reader) (io.Reader, error) {
	switch strings.ToLower(v.settings.Compression) {
	case "gzip":
		r, err := gzip.NewReader(body)
		if err != nil {
			return body, err
		}
		return r, nil
	case "deflate":
		return flate.NewReader(body), nil
	default:
		return body, nil
	}
}

// secured tells what TLS showed, and compares that there was any.
func (v *visit) secured(resp *http.Response) bool {
	if resp.TLS == nil {
		if v.settings.FailIfNotSSL {
			v.say("the last request was without TLS")
		}
		return !v.settings.FailIfNotSSL
	}
	v.page.set(names.ProbeHTTPSSL, 1)
	v.handshake(resp.TLS)
	v.chain()
	v.page.set(names.ProbeTLSCipher, 1, "cipher", cipher(resp.TLS.CipherSuite))
	if v.settings.FailIfSSL {
		v.say("the last request was over TLS")
	}
	return !v.settings.FailIfSSL
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

// Read implements [io.Reader].
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("after %d bytes: %w", c.n, err)
	}
	return n, err //nolint:wrapcheck // io.EOF must stay itself
}
