package metrics

import (
	"hash/fnv"
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"holdfast/internal/names"
)

// probesColumns are the blackbox exporter's metrics of each check on /probes.
// What the exporter shows for one prober alone is shown here for that kind.
func probesColumns() []column {
	return append([]column{
		{names.ProbeSuccess, fresh(func(c *cell) (float64, bool) { return truth(good(c.Last.Status)), true })},
		{names.ProbeDuration, fresh(func(c *cell) (float64, bool) { return c.Last.Took.Seconds(), true })},
		{names.ProbeTimeout, fresh(func(c *cell) (float64, bool) { return c.Timeout.Seconds(), c.Timeout > 0 })},
		{names.ProbeDNSLookup, measured("", "dns_seconds")},
		{names.ProbeIPProtocol, fresh(ipProtocol)},
		{names.ProbeIPHash, fresh(ipHash)},
		{names.ProbeCertEnd, fresh(func(c *cell) (float64, bool) {
			end, ok := moment(c.Last.Fact("certificate_not_after"))
			return float64(end.Unix()), ok
		})},
		{names.ProbeTLSVersion, worded("version", "tls_version")},
		{names.ProbeTLSCipher, worded("cipher", "cipher_suite")},
	}, append(httpColumns(), kindColumns()...)...)
}

// httpColumns are those of the HTTP prober.
func httpColumns() []column {
	const http = "uptime"
	return []column{
		{names.ProbeHTTPDuration, phases(http, "resolve", "dns_seconds", "connect", "connect_seconds", "tls", "tls_seconds", "processing", "first_byte_seconds", "transfer", "transfer_seconds")},
		{names.ProbeHTTPStatus, of(http, func(c *cell) (float64, bool) { return number(c.Last.Fact("status_code")) })},
		{names.ProbeHTTPRedirects, of(http, func(c *cell) (float64, bool) {
			chain, _ := list(c.Last.Fact("redirects"))
			return float64(len(chain)), true
		})},
		{names.ProbeHTTPSSL, of(http, func(c *cell) (float64, bool) { return truth(c.Last.Fact("tls_version") != nil), true })},
		{names.ProbeHTTPVersion, of(http, func(c *cell) (float64, bool) { return version(c.Last.Fact("http_version")) })},
		{names.ProbeHTTPLength, measured(http, "content_length_bytes")},
		{names.ProbeHTTPModified, measured(http, "last_modified_timestamp_seconds")},
		{names.ProbeHTTPBody, measured(http, "body_bytes")},
		{names.ProbeFailedRegex, of(http, func(c *cell) (float64, bool) { return truth(faultsOf(c.Last.Finding, "body") > 0), true })},
	}
}

// kindColumns are those of the DNS, ICMP and gRPC probers.
func kindColumns() []column {
	return []column{
		{names.ProbeDNSDuration, phases("dns", "resolve", "dns_seconds", "connect", "connect_seconds", "request", "request_seconds")},
		{names.ProbeDNSAnswers, measured("dns", "answer_records_count")},
		{names.ProbeDNSAuthority, measured("dns", "authority_records_count")},
		{names.ProbeDNSAdditional, measured("dns", "additional_records_count")},
		{names.ProbeDNSSucceeded, of("dns", func(c *cell) (float64, bool) { return truth(c.Last.Fact("response_code") != nil), true })},
		{names.ProbeDNSSerial, of("dns", func(c *cell) (float64, bool) { return number(c.Last.Fact("serial")) })},
		{names.ProbeICMPDuration, phases("ping", "resolve", "dns_seconds", "setup", "setup_seconds", "rtt", "rtt_seconds")},
		{names.ProbeICMPHops, of("ping", func(c *cell) (float64, bool) { return number(c.Last.Fact("reply_hop_limit")) })},
		{names.ProbeGRPCDuration, phases("grpc", "resolve", "dns_seconds", "check", "call_seconds")},
		{names.ProbeGRPCStatus, of("grpc", func(c *cell) (float64, bool) { return number(c.Last.Fact("grpc_status_code")) })},
		{names.ProbeGRPCHealth, servingStatus()},
		{names.ProbeGRPCSSL, of("grpc", func(c *cell) (float64, bool) { return truth(c.Last.Fact("tls_version") != nil), true })},
	}
}

// fresh writes a number of a fresh look: without one there is no series, as a
// failed scrape of the exporter leaves none.
func fresh(value func(*cell) (float64, bool)) func(*sheet, *cell) {
	return func(s *sheet, c *cell) {
		if !c.looked() || c.Stale {
			return
		}
		if v, ok := value(c); ok {
			s.put(c.at, labels{}, v)
		}
	}
}

// of is fresh for one kind; an empty kind is any.
func of(kind string, value func(*cell) (float64, bool)) func(*sheet, *cell) {
	return fresh(func(c *cell) (float64, bool) {
		if kind != "" && c.Kind != kind {
			return 0, false
		}
		return value(c)
	})
}

// measured writes a measure of the last look.
func measured(kind, name string) func(*sheet, *cell) {
	return of(kind, func(c *cell) (float64, bool) { return c.Last.Measure(name) })
}

// phases writes measures as a label phase; they are given as phase and measure
// in turn.
func phases(kind string, all ...string) func(*sheet, *cell) {
	var words []labels
	for i := 0; i < len(all); i += 2 {
		words = append(words, pairs("phase", all[i]))
	}
	return func(s *sheet, c *cell) {
		if c.Kind != kind || !c.looked() || c.Stale {
			return
		}
		for i := range words {
			if v, ok := c.Last.Measure(all[2*i+1]); ok {
				s.put(c.at, words[i], v)
			}
		}
	}
}

// worded writes a 1 with a fact of text as label. There are few such texts, so
// their labels are rendered once.
func worded(label, fact string) func(*sheet, *cell) {
	var known sync.Map // text → labels
	return func(s *sheet, c *cell) {
		text, ok := c.Last.Fact(fact).(string)
		if !ok || !c.looked() || c.Stale {
			return
		}
		l, ok := known.Load(text)
		if !ok {
			l, _ = known.LoadOrStore(text, pairs(label, text))
		}
		s.put(c.at, l.(labels), 1) //nolint:errcheck,forcetypeassert // only labels go in
	}
}

// servingStatus writes 1 for the state that the health service told and 0 for
// the others, as the exporter does.
func servingStatus() func(*sheet, *cell) {
	all := []string{"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"}
	var words []labels
	for _, state := range all {
		words = append(words, pairs("serving_status", state))
	}
	return func(s *sheet, c *cell) {
		is, ok := c.Last.Fact("serving_status").(string)
		if !ok || c.Kind != "grpc" || !c.looked() || c.Stale {
			return
		}
		for i := range all {
			s.put(c.at, words[i], truth(is == all[i]))
		}
	}
}

func ipProtocol(c *cell) (float64, bool) {
	switch c.Last.Fact("ip_protocol") {
	case "4", int64(4), float64(4), "ip4":
		return 4, true
	case "6", int64(6), float64(6), "ip6":
		return 6, true
	default:
		return 0, false
	}
}

// ipHash is the exporter's: FNV-1a of the address's bytes.
func ipHash(c *cell) (float64, bool) {
	text, _ := c.Last.Fact("address").(string)
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return 0, false
	}
	h := fnv.New32a()
	_, _ = h.Write(addr.Unmap().AsSlice()) // a hash takes everything
	return float64(h.Sum32()), true
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
