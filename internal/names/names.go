// Package names holds the metric names of Holdfast, once.
//
// What the exporter registers, what boards draw and what rules alert on must be
// the same words, so that renaming a metric is a compile error and not an empty
// panel. Names follow prometheus.io/docs/practices/naming: one-word prefix, base
// units in the plural at the end, _total for counters, _info for constants, and
// timestamps instead of ages (an age freezes when the exporter dies).
package names

// Per check: labels target (the host as configured) and check (the check's ID).
const (
	CheckInfo       = "holdfast_check_info" // also name, kind, owner, group, severity
	CheckSuccess    = "holdfast_check_success"
	CheckState      = "holdfast_check_state" // also state: one 0/1 series each
	CheckRuns       = "holdfast_check_runs_total"
	CheckMissed     = "holdfast_check_missed_runs_total"
	CheckLastRun    = "holdfast_check_last_run_timestamp_seconds"
	CheckStateSince = "holdfast_check_state_since_timestamp_seconds"
	CertificateEnd  = "holdfast_tls_certificate_expiry_timestamp_seconds"
	ForwardSecrecy  = "holdfast_tls_forward_secrecy"
	WeakSuites      = "holdfast_tls_weak_cipher_suites"
	OpenPorts       = "holdfast_open_ports"
	ForbiddenPort   = "holdfast_forbidden_port_open"
	AcceptedFaults  = "holdfast_accepted_faults"
)

// Per promise, incident and channel.
const (
	PromiseState     = "holdfast_promise_state" // also state
	PromiseVerified  = "holdfast_promise_last_verified_timestamp_seconds"
	IncidentsOpen    = "holdfast_incidents_open"
	IncidentStart    = "holdfast_incident_start_timestamp_seconds"
	Notifications    = "holdfast_notifications_total"
	NotificationLast = "holdfast_notification_last_success_timestamp_seconds"
	OutboxWaiting    = "holdfast_outbox_waiting"
	OutboxOldest     = "holdfast_outbox_oldest_timestamp_seconds"
	EscalationDelay  = "holdfast_escalation_delay_seconds"
)

// The monitor itself.
const (
	BuildInfo      = "holdfast_build_info"
	Start          = "holdfast_start_timestamp_seconds"
	ReloadOK       = "holdfast_config_last_reload_successful"
	ReloadGood     = "holdfast_config_last_reload_success_timestamp_seconds"
	Blind          = "holdfast_blind"
	Degraded       = "holdfast_degraded"
	ScheduleDue    = "holdfast_schedule_due_runs_total"
	ScheduleStart  = "holdfast_schedule_started_runs_total"
	ScheduleMissed = "holdfast_schedule_missed_runs_total"
	ScheduleDelay  = "holdfast_schedule_delay_seconds"
	CheckDuration  = "holdfast_check_duration_seconds"
	Running        = "holdfast_looks_running"
	Lag            = "holdfast_scheduler_lag_seconds"
	Thinned        = "holdfast_verdicts_thinned_total"
	ClockSteps     = "holdfast_clock_steps_total"
)

// The blackbox exporter's names, for /probes: relied on by dashboards and rules
// all over the field, kept to the letter.
const (
	ProbeSuccess       = "probe_success"
	ProbeDuration      = "probe_duration_seconds"
	ProbeDNSLookup     = "probe_dns_lookup_time_seconds"
	ProbeIPProtocol    = "probe_ip_protocol"
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
	ProbeTLSVersion    = "probe_tls_version_info"
	ProbeTLSCipher     = "probe_tls_cipher_info"
)
