package metrics

import (
	"slices"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"holdfast"
	"holdfast/internal/names"
	"holdfast/internal/view"
)

// blackbox collects the blackbox exporter's names from one view.
type blackbox struct{ now func() view.View }

// Describe sends nothing; see ours.Describe.
func (b *blackbox) Describe(chan<- *prometheus.Desc) {}

// Collect implements [prometheus.Collector].
func (b *blackbox) Collect(ch chan<- prometheus.Metric) {
	e := emitter{ch}
	for _, c := range b.now().Checks {
		if c.Last.At.IsZero() || c.Stale {
			continue // no fresh look: no series, as a failed scrape has none
		}
		at := []string{"instance", c.Target, "module", c.Kind, "check", c.ID}
		e.gauge(names.ProbeSuccess, "Displays whether or not the probe was a success", truth(good(c.Last.Status)), at...)
		e.gauge(names.ProbeDuration, "Returns how long the probe took to complete in seconds", c.Last.Took.Seconds(), at...)
		b.measures(e, c.Last.Finding, at)
		if c.Kind == "uptime" {
			b.http(e, c, at)
		}
		b.certificate(e, c.Last.Finding, at)
	}
}

// measures are the phases that every connecting kind has.
func (b *blackbox) measures(e emitter, f holdfast.Finding, at []string) {
	if s, ok := f.Measure("dns_seconds"); ok {
		e.gauge(names.ProbeDNSLookup, "Returns the time taken for probe dns lookup in seconds", s, at...)
	}
	switch f.Fact("ip_protocol") {
	case "4", int64(4), float64(4), "ip4":
		e.gauge(names.ProbeIPProtocol, "Specifies whether probe ip protocol is IP4 or IP6", 4, at...)
	case "6", int64(6), float64(6), "ip6":
		e.gauge(names.ProbeIPProtocol, "Specifies whether probe ip protocol is IP4 or IP6", 6, at...)
	}
}

// phases maps the exporter's phases to our measures.
func phases() [][2]string {
	return [][2]string{{"resolve", "dns_seconds"}, {"connect", "connect_seconds"}, {"tls", "tls_seconds"}, {"processing", "first_byte_seconds"}, {"transfer", "transfer_seconds"}}
}

func (b *blackbox) http(e emitter, c view.Check, at []string) {
	f := c.Last.Finding
	for _, p := range phases() {
		if s, ok := f.Measure(p[1]); ok {
			e.gauge(names.ProbeHTTPDuration, "Duration of http request by phase, summed over all redirects", s, append(slices.Clip(at), "phase", p[0])...)
		}
	}
	if code, ok := number(f.Fact("status_code")); ok {
		e.gauge(names.ProbeHTTPStatus, "Response HTTP status code", code, at...)
	}
	redirects, _ := list(f.Fact("redirects"))
	e.gauge(names.ProbeHTTPRedirects, "The number of redirects", float64(len(redirects)), at...)
	e.gauge(names.ProbeHTTPSSL, "Indicates if SSL was used for the final redirect", truth(f.Fact("tls_version") != nil), at...)
	if v, ok := version(f.Fact("http_version")); ok {
		e.gauge(names.ProbeHTTPVersion, "Returns the version of HTTP of the probe response", v, at...)
	}
	if n, ok := f.Measure("body_bytes"); ok {
		e.gauge(names.ProbeHTTPBody, "Length of uncompressed response body", n, at...)
	}
	if n, ok := f.Measure("content_length_bytes"); ok {
		e.gauge(names.ProbeHTTPLength, "Length of http content response", n, at...)
	}
	if s, ok := f.Measure("last_modified_timestamp_seconds"); ok {
		e.gauge(names.ProbeHTTPModified, "Returns the Last-Modified HTTP response header in unixtime", s, at...)
	}
	e.gauge(names.ProbeFailedRegex, "Indicates if probe failed due to regex", truth(count(f, "body") > 0), at...)
}

func (b *blackbox) certificate(e emitter, f holdfast.Finding, at []string) {
	if end, ok := moment(f.Fact("certificate_not_after")); ok {
		e.gauge(names.ProbeCertEnd, "Returns last SSL chain expiry in unixtime", float64(end.Unix()), at...)
	}
	if v, ok := f.Fact("tls_version").(string); ok {
		e.gauge(names.ProbeTLSVersion, "Returns the TLS version used or NaN when unknown", 1, append(slices.Clip(at), "version", v)...)
	}
	if v, ok := f.Fact("cipher_suite").(string); ok {
		e.gauge(names.ProbeTLSCipher, "Returns the TLS cipher negotiated during handshake", 1, append(slices.Clip(at), "cipher", v)...)
	}
}

// number reads a count that may have been through JSON.
func number(v any) (float64, bool) {
	switch n := v.(type) {
	case int64:
		return float64(n), true
	case int:
		return float64(n), true
	case float64:
		return n, true
	default:
		return 0, false
	}
}

// version reads "HTTP/1.1" as 1.1.
func version(v any) (float64, bool) {
	s, _ := v.(string)
	n, err := strconv.ParseFloat(strings.TrimPrefix(s, "HTTP/"), 64)
	return n, err == nil
}
