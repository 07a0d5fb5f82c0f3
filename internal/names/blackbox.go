package names

// The blackbox exporter's names, for /probes and /probe: relied on by dashboards
// and rules all over the field, kept to the letter (blackbox_exporter v0.28).
// probe_ssl_earliest_cert_expiry has no unit in its name, and must have none.
const (
	ProbeSuccess       = "probe_success"
	ProbeDuration      = "probe_duration_seconds"
	ProbeTimeout       = "probe_timeout_seconds"
	ProbeDNSLookup     = "probe_dns_lookup_time_seconds"
	ProbeIPProtocol    = "probe_ip_protocol"
	ProbeIPHash        = "probe_ip_addr_hash"
	ProbeHTTPStatus    = "probe_http_status_code"
	ProbeHTTPDuration  = "probe_http_duration_seconds"
	ProbeHTTPRedirects = "probe_http_redirects"
	ProbeHTTPSSL       = "probe_http_ssl"
	ProbeHTTPVersion   = "probe_http_version"
	ProbeHTTPLength    = "probe_http_content_length"
	ProbeHTTPModified  = "probe_http_last_modified_timestamp_seconds"
	ProbeHTTPBody      = "probe_http_uncompressed_body_length"
	ProbeFailedRegex   = "probe_failed_due_to_regex"
	ProbeCertEnd       = "probe_ssl_earliest_cert_expiry"
	ProbeChainEnd      = "probe_ssl_last_chain_expiry_timestamp_seconds"
	ProbeChainInfo     = "probe_ssl_last_chain_info"
	ProbeTLSVersion    = "probe_tls_version_info"
	ProbeTLSCipher     = "probe_tls_cipher_info"
	ProbeDNSDuration   = "probe_dns_duration_seconds"
	ProbeDNSAnswers    = "probe_dns_answer_rrs"
	ProbeDNSAuthority  = "probe_dns_authority_rrs"
	ProbeDNSAdditional = "probe_dns_additional_rrs"
	ProbeDNSSucceeded  = "probe_dns_query_succeeded"
	ProbeDNSSerial     = "probe_dns_serial"
	ProbeICMPDuration  = "probe_icmp_duration_seconds"
	ProbeICMPHops      = "probe_icmp_reply_hop_limit"
	ProbeGRPCDuration  = "probe_grpc_duration_seconds"
	ProbeGRPCStatus    = "probe_grpc_status_code"
	ProbeGRPCHealth    = "probe_grpc_healthcheck_response"
	ProbeGRPCSSL       = "probe_grpc_ssl"

	// The exporter's own page has these, and a rule that everybody copies asks.
	ExporterReloadOK   = "blackbox_exporter_config_last_reload_successful"
	ExporterReloadGood = "blackbox_exporter_config_last_reload_success_timestamp_seconds"
)
