package names

// Per check: labels target (the host as configured) and check (the check's ID).
const (
	CheckInfo       = "holdfast_check_info"
	CheckSuccess    = "holdfast_check_success"
	CheckState      = "holdfast_check_state"
	CheckRuns       = "holdfast_check_runs_total"
	CheckMissed     = "holdfast_check_missed_runs_total"
	CheckLastRun    = "holdfast_check_last_run_timestamp_seconds"
	CheckLastTook   = "holdfast_check_last_duration_seconds"
	CheckStateSince = "holdfast_check_state_since_timestamp_seconds"
	CertificateEnd  = "holdfast_tls_certificate_expiry_timestamp_seconds"
	TLSGrade        = "holdfast_tls_grade"
	ForwardSecrecy  = "holdfast_tls_forward_secrecy"
	WeakSuites      = "holdfast_tls_weak_cipher_suites"
	OpenPorts       = "holdfast_open_ports"
	ForbiddenPort   = "holdfast_forbidden_port_open"
)

// Per objective (slo: in the config).
const (
	SLOObjective = "holdfast_slo_objective_ratio"
	SLOBudget    = "holdfast_slo_error_budget_remaining_ratio"
	SLOBurn      = "holdfast_slo_burn_rate"
)

// Over the whole fleet, summed by the exporter.
const (
	Targets   = "holdfast_targets"
	Checks    = "holdfast_checks"
	Stale     = "holdfast_checks_stale"
	Runs      = "holdfast_runs_total"
	TLSGrades = "holdfast_tls_grades"
	Accepted  = "holdfast_accepted_faults"
)

// Per promise, incident and channel.
const (
	PromiseInfo      = "holdfast_promise_info"
	PromiseState     = "holdfast_promise_state"
	PromiseVerified  = "holdfast_promise_last_verified_timestamp_seconds"
	IncidentsOpen    = "holdfast_incidents_open"
	IncidentStart    = "holdfast_incident_start_timestamp_seconds"
	Notifications    = "holdfast_notifications_total"
	NotificationLast = "holdfast_notification_last_success_timestamp_seconds"
	OutboxWaiting    = "holdfast_outbox_waiting"
	OutboxDone       = "holdfast_outbox_delivered_until_timestamp_seconds"
	EscalationDelay  = "holdfast_escalation_delay_seconds"
	AlertDelay       = "holdfast_alert_delay_seconds"
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
	SeriesLeftOut  = "holdfast_series_left_out"
)
