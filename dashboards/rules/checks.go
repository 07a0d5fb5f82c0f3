package rules

import (
	"time"

	"holdfast/dashboards/limits"
	"holdfast/internal/names"
)

// checks are the alerts about targets.
func checks() []Alert {
	ends := func(condition string) string { return names.CertificateEnd + " - time() " + condition }
	return []Alert{
		{
			Name: "CheckBroken", Expr: described(is(names.CheckState, "broken")), Severity: "{{ $labels.severity }}", Board: targetBoard,
			Summary: onTarget + " is broken", Description: "{{ $labels.check }} ({{ $labels.kind }}) is broken, confirmed by more than one look. Owner: {{ $labels.owner }}.",
			Means: "A check found what it must not find, often enough to be sure.",
			Do:    []string{"Open the check's page: the reason says what was asked, what came and what was wanted.", "Mend it; the recovery is confirmed by the same rule and told.", "If it is known and accepted for a while, write it down as accepted: with a date, a name and a reason."},
		},
		{
			Name: "CheckSilent", Expr: names.CheckInfo + " unless on (target, check) " + names.CheckSuccess, For: limits.SilentFor, Severity: "warning", Board: targetBoard,
			Summary: "Nobody knows how " + onTarget + " is", Description: "{{ $labels.check }} has had no fresh look for 30 minutes. Whatever it last said may no longer be true.",
			Means: "The check exists and is not looked at, or its looks end without an answer.",
			Do:    []string{"On the board of Holdfast itself, see whether looks are missed.", "holdfast check NAME looks now and says why it cannot.", "If it was switched off on purpose, take it out of the config, so that nobody believes in it."},
		},
		{
			Name: "ForbiddenPortOpen", Expr: names.ForbiddenPort + " == 1", Severity: "critical", Board: "exposure",
			Summary: "Port {{ $labels.port }} of {{ $labels.target }} is open to the world", Description: "{{ $labels.check }} found port {{ $labels.port }} of {{ $labels.target }} open, which the config does not allow.",
			Means: "Something answers where nothing should. It may be a firewall rule that was dropped, or a service that was started.",
			Do:    []string{"The check's page says what answered there (a banner, a protocol).", "Close it at the firewall first, then ask who opened it.", "If it is a database, treat it as a possible leak: look at its log for logins from outside.", "If it must be open, allow it in the config, with a reason."},
		},
		{
			Name: "TLSGradeFell", Expr: "(" + names.TLSGrade + " > 0) < (" + names.TLSGrade + " offset 1d)", For: 15 * time.Minute, Severity: "warning", Board: targetBoard,
			Summary: "The TLS grade of {{ $labels.target }} fell", Description: "{{ $labels.check }} has a worse grade than a day ago (code {{ $value }} of holdfast_tls_grade).",
			Means: "The server's TLS settings, its certificate or the software behind them changed for the worse, or the guide's rules did.",
			Do:    []string{"The check's page says what costs the letter, and the shortest list of changes.", "Compare with the day before: what was deployed?", "If the new grade is meant, it resolves by itself after a day."},
		},
		{
			Name: "TLSWithoutForwardSecrecy", Expr: names.ForwardSecrecy + " == 0", For: 15 * time.Minute, Severity: "warning", Board: "tls",
			Summary: "{{ $labels.target }} accepts suites without forward secrecy", Description: "{{ $labels.check }} found a suite without forward secrecy: traffic recorded today can be read by whoever steals the key later.",
			Means: "The server still offers key exchange by RSA, or another exchange whose secret lies in the certificate's key.",
			Do:    []string{"The check's page lists the suites and the lines to change for nginx, Apache and HAProxy.", "Which clients would lose access is listed there, too; mostly none that lives."},
		},
		{
			Name: "CertificateEndsSoon", Expr: "(" + ends("< "+seconds(limits.CertificateSoon)) + ") >= " + seconds(limits.CertificateNow), For: time.Hour, Severity: "warning", Board: "tls",
			Summary: "The certificate of {{ $labels.target }} ends in {{ $value | humanizeDuration }}", Description: "{{ $labels.check }} sees a certificate that ends within 14 days. Its renewal is due or late.",
			Means: "Most certificates are renewed when a third of their life is left. Two weeks are enough to do it by hand in calm.",
			Do:    []string{"See whether the renewal runs (certbot renew --dry-run, the log of the ACME client).", "See whether the new certificate is there and the server was not reloaded: that is the commonest cause.", "Certificates that live for six days always raise this: raise the check's own warning instead, which goes by shares of the lifetime, and silence this one for them."},
		},
		{
			Name: "CertificateEndsNow", Expr: "(" + ends("< "+seconds(limits.CertificateNow)) + ") >= 0", For: 10 * time.Minute, Severity: "critical", Board: "tls",
			Summary: "The certificate of {{ $labels.target }} ends in {{ $value | humanizeDuration }}", Description: "{{ $labels.check }} sees a certificate that ends within 3 days. The renewal has failed.",
			Means: "From the moment it ends, browsers and clients refuse the connection.",
			Do:    []string{"Renew it now, by hand.", "Reload whatever serves it, on every machine; the check names the address that it saw.", "Then find out why the renewal did not run."},
		},
		{
			Name: "CertificateEnded", Expr: ends("< 0"), Severity: "critical", Board: "tls",
			Summary: "The certificate of {{ $labels.target }} has ended", Description: "{{ $labels.check }} sees a certificate that is no longer valid: visitors are turned away.",
			Means: "It is an outage, whatever the status code says.",
			Do:    []string{"Install a valid certificate, if need be one of another authority.", "Reload, and look: holdfast check NAME."},
		},
	}
}

// promises are the alerts about the published statement.
func promises() []Alert {
	return []Alert{
		{
			Name: "PromiseBroken", Expr: is(names.PromiseState, "broken"), Severity: "critical", Board: "promises",
			Summary: "The promise {{ $labels.promise }} is broken", Description: "A sentence of the published security statement is not true now: {{ $labels.promise }}.",
			Means: "What the company says in public about itself is false at this moment, and a check has proved it.",
			Do:    []string{"The board of promises says which sentence; Holdfast's page says which of its checks.", "Mend the check that broke it.", "If it will not be true soon, whoever owns the statement must know today."},
		},
		{
			Name: "PromiseUnverified", Expr: "time() - " + names.PromiseVerified + " > " + seconds(limits.EvidenceOld), For: time.Hour, Severity: "warning", Board: "promises",
			Summary: "The promise {{ $labels.promise }} was not verified for {{ $value | humanizeDuration }}", Description: "The least recent proof of {{ $labels.promise }} is older than a day. It may still be true; nobody knows.",
			Means: "A green promise with old evidence is worth nothing before an auditor, or a customer.",
			Do:    []string{"Holdfast's page shows which of its checks was looked at least recently.", "holdfast check NAME looks now and says why it cannot.", "If the check is meant to run rarely, ask whether the promise should rest on it."},
		},
	}
}
