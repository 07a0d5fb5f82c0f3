package names

// Blackbox is the catalogue of /probes, with the exporter's own words. Labels
// instance, module and check are on every series; Labels lists the others.
func Blackbox() []Metric {
	gauge := func(name, help string, labels ...string) Metric {
		return Metric{Name: name, Type: Gauge, Help: help, Labels: labels, Cap: PerCheckCap}
	}
	return []Metric{
		gauge(ProbeSuccess, "Displays whether or not the probe was a success"),
		gauge(ProbeDuration, "Returns how long the probe took to complete in seconds"),
		gauge(ProbeTimeout, "Returns the timeout of the probe in seconds"),
		gauge(ProbeDNSLookup, "Returns the time taken for probe dns lookup in seconds"),
		gauge(ProbeIPProtocol, "Specifies whether probe ip protocol is IP4 or IP6"),
		gauge(ProbeIPHash, "Specifies the hash of IP address. It's useful to detect if the IP address changes."),
		gauge(ProbeHTTPStatus, "Response HTTP status code"),
		gauge(ProbeHTTPDuration, "Duration of http request by phase, summed over all redirects", "phase"),
		gauge(ProbeHTTPRedirects, "The number of redirects"),
		gauge(ProbeHTTPSSL, "Indicates if SSL was used for the final redirect"),
		gauge(ProbeHTTPVersion, "Returns the version of HTTP of the probe response"),
		gauge(ProbeHTTPLength, "Length of http content response"),
		gauge(ProbeHTTPModified, "Returns the Last-Modified HTTP response header in unixtime"),
		gauge(ProbeHTTPBody, "Length of uncompressed response body"),
		gauge(ProbeFailedRegex, "Indicates if probe failed due to regex"),
		gauge(ProbeCertEnd, "Returns last SSL chain expiry in unixtime"),
		gauge(ProbeTLSVersion, "Returns the TLS version used or NaN when unknown", "version"),
		gauge(ProbeTLSCipher, "Returns the TLS cipher negotiated during handshake", "cipher"),
		gauge(ProbeDNSDuration, "Duration of DNS request by phase", "phase"),
		gauge(ProbeDNSAnswers, "Returns number of entries in the answer resource record list"),
		gauge(ProbeDNSAuthority, "Returns number of entries in the authority resource record list"),
		gauge(ProbeDNSAdditional, "Returns number of entries in the additional resource record list"),
		gauge(ProbeDNSSucceeded, "Displays whether or not the query was executed successfully"),
		gauge(ProbeDNSSerial, "Returns the serial number of the zone"),
		gauge(ProbeICMPDuration, "Duration of icmp request by phase", "phase"),
		gauge(ProbeICMPHops, "Replied packet hop limit (TTL for ipv4)"),
		gauge(ProbeGRPCDuration, "Duration of gRPC request by phase", "phase"),
		gauge(ProbeGRPCStatus, "Response gRPC status code"),
		gauge(ProbeGRPCHealth, "Response HealthCheck response", "serving_status"),
		gauge(ProbeGRPCSSL, "Indicates if SSL was used for the connection"),
		{Name: ExporterReloadOK, Type: Gauge, Help: "Blackbox exporter config loaded successfully."},
		{Name: ExporterReloadGood, Type: Gauge, Help: "Timestamp of the last successful configuration reload."},
	}
}
