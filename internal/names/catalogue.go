package names

// perCheck are the labels of all that a check has.
func perCheck(more ...string) []string { return append([]string{"target", "check"}, more...) }

// States are the values of the label state of a check, best first.
func States() []string { return []string{"holds", "at_risk", "unknown", "broken"} }

// Results are the values of the label result of looks.
func Results() []string { return []string{"pass", "fail", "error"} }

// Severities are the values of the label severity, worst first.
func Severities() []string { return []string{"critical", "error", "warning", "info"} }

// Grades are the letters of TLS by their code in holdfast_tls_grade: the higher
// the better, 0 when no letter could be given. T (not trusted) and M (another
// name) count below F: whoever is not who it says cannot be graded.
func Grades() []string { return []string{"?", "M", "T", "F", "E", "D", "C", "B", "A-", "A", "A+"} }

// GradeCode is a letter's code in holdfast_tls_grade.
func GradeCode(letter string) float64 {
	for i, l := range Grades() {
		if l == letter {
			return float64(i)
		}
	}
	return 0
}

const neverLooked = "the check was not looked at yet"

func fleet() []Metric {
	return []Metric{
		{Name: Targets, Type: Gauge, Help: "Targets that are watched."},
		{Name: Checks, Type: Gauge, Labels: []string{"kind", "state"}, Help: "Checks by kind and confirmed state."},
		{Name: Stale, Type: Gauge, Labels: []string{"kind"}, Help: "Checks without a fresh look: nobody knows how they are."},
		{Name: Runs, Type: Counter, Labels: []string{"kind", "result"}, Help: "Looks of all checks by kind and result: pass (holds, at risk), fail (broken), error (could not look)."},
		{Name: TLSGrades, Type: Gauge, Labels: []string{"grade"}, Help: "Checks of kind tlsgrade by the letter of their last look; ? has none."},
		{Name: Accepted, Type: Gauge, Labels: []string{"kind"}, Help: "Faults that somebody has accepted until a date, by kind of check."},
	}
}

func checks() []Metric {
	return []Metric{
		{Name: CheckInfo, Type: Gauge, Labels: perCheck("name", "kind", "owner", "group", "severity"), Help: "A constant 1 with what is known of the check: the only place for attributes, join with group_left.", Cap: PerCheckCap},
		{Name: CheckState, Type: Gauge, Labels: perCheck("state"), Help: "1 for the confirmed state of the check, 0 for the three others.", Cap: PerCheckCap},
		{Name: CheckStateSince, Type: Gauge, Labels: perCheck(), Help: "Since when the state is what it is.", Absent: neverLooked, Cap: PerCheckCap},
		{Name: CheckSuccess, Type: Gauge, Labels: perCheck(), Help: "1 if the last look found all as wanted, 0 if not or if nobody could look.", Absent: "the check has no fresh look", Cap: PerCheckCap},
		{Name: CheckLastRun, Type: Gauge, Labels: perCheck(), Help: "Start of the last look.", Absent: neverLooked, Cap: PerCheckCap},
		{Name: CheckLastTook, Type: Gauge, Labels: perCheck(), Help: "How long the last look took.", Absent: neverLooked, Cap: PerCheckCap},
		{Name: CheckRuns, Type: Counter, Labels: perCheck("result"), Help: "Looks by result: pass (holds, at risk), fail (broken), error (could not look).", Absent: "the check was not looked at since the start", Cap: PerCheckCap},
		{Name: CheckMissed, Type: Counter, Labels: perCheck(), Help: "Due runs of the check that could not start.", Cap: PerCheckCap},
	}
}

func seen() []Metric {
	const noTLS = "the last look saw no certificate"
	return []Metric{
		{Name: CertificateEnd, Type: Gauge, Labels: perCheck(), Help: "When the certificate ends.", Absent: noTLS, Cap: PerCheckCap},
		{Name: TLSGrade, Type: Gauge, Labels: perCheck(), Help: "Grade after the SSL Labs guide as a code: 0 none (no letter is wanted, or not all was seen), 1 M, 2 T, 3 F, 4 E, 5 D, 6 C, 7 B, 8 A-, 9 A, 10 A+.", Absent: "the check is not of kind tlsgrade, or was not looked at yet", Cap: PerCheckCap},
		{Name: ForwardSecrecy, Type: Gauge, Labels: perCheck(), Help: "1 if every accepted suite has forward secrecy.", Absent: "the check is not of kind tlsgrade, or was not looked at yet", Cap: PerCheckCap},
		{Name: WeakSuites, Type: Gauge, Labels: perCheck(), Help: "Accepted suites that are not wanted.", Absent: "the check is not of kind tlsgrade, or was not looked at yet", Cap: PerCheckCap},
		{Name: OpenPorts, Type: Gauge, Labels: perCheck(), Help: "Open TCP ports.", Absent: "the check does not look at ports", Cap: PerCheckCap},
		{Name: ForbiddenPort, Type: Gauge, Labels: perCheck("port"), Help: "1 while a port is open that should not be.", Absent: "no forbidden port is open", Cap: WrongCap},
	}
}

func promises() []Metric {
	const none = "the config has no promises"
	return []Metric{
		{Name: PromiseInfo, Type: Gauge, Labels: []string{"promise", "says"}, Help: "A constant 1 with the sentence of the published statement.", Absent: none, Cap: WrongCap},
		{Name: PromiseState, Type: Gauge, Labels: []string{"promise", "state"}, Help: "1 for the state of the promise (holds, at_risk, unknown, broken, unproven), 0 for the others.", Absent: none, Cap: 5 * WrongCap},
		{Name: PromiseVerified, Type: Gauge, Labels: []string{"promise"}, Help: "When the promise's least recent check was last looked at.", Absent: "one of the promise's checks was never looked at", Cap: WrongCap},
	}
}

func objectives() []Metric {
	const none = "no check has slo:"
	return []Metric{
		{Name: SLOObjective, Type: Gauge, Labels: perCheck(), Help: "Share of the known time in which the check is to be well.", Absent: none, Cap: PerCheckCap},
		{Name: SLOBudget, Type: Gauge, Labels: perCheck(), Help: "Share of the error budget that is left in the objective's window; below 0 when more was spent.", Absent: none, Cap: PerCheckCap},
		{Name: SLOBurn, Type: Gauge, Labels: perCheck("window"), Help: "How fast the error budget is spent in the window (5m, 30m, 1h, 6h, 3d): at 1 it lasts as long as the objective's window.", Absent: none + ", or nothing was proven in the window", Cap: PerCheckCap},
	}
}

func incidents() []Metric {
	return []Metric{
		{Name: IncidentsOpen, Type: Gauge, Labels: []string{"severity"}, Help: "Open incidents."},
		{Name: IncidentStart, Type: Gauge, Labels: []string{"incident", "number", "target", "check", "class", "severity", "promise"}, Help: "Start of an open incident; promise is the first that it breaks.", Absent: "no incident is open", Cap: WrongCap},
		{Name: Notifications, Type: Counter, Labels: []string{"channel", "result"}, Help: "Attempts to send a notice, by how they ended.", Absent: "the config has no channels"},
		{Name: NotificationLast, Type: Gauge, Labels: []string{"channel"}, Help: "When the receiver last took a notice.", Absent: "the receiver has taken none since the start"},
		{Name: OutboxWaiting, Type: Gauge, Labels: []string{"channel"}, Help: "Notices that wait to be taken.", Absent: "the config has no channels"},
		{Name: OutboxDone, Type: Gauge, Labels: []string{"channel"}, Help: "Every notice that became due before this moment has left or has come to its end.", Absent: "the config has no channels"},
		{Name: EscalationDelay, Type: Histogram, Labels: []string{"channel"}, Help: "From the moment a notice was due until its receiver took it.", Absent: "the config has no channels"},
		{Name: AlertDelay, Type: Histogram, Labels: []string{"channel"}, Help: "From the start of the first look that failed until the opening of the incident was taken.", Absent: "the config has no channels"},
	}
}

func self() []Metric {
	return []Metric{
		{Name: BuildInfo, Type: Gauge, Labels: []string{"version"}, Help: "A constant 1 with the version."},
		{Name: Start, Type: Gauge, Help: "When the monitor started."},
		{Name: ReloadOK, Type: Gauge, Help: "1 if the last attempt to load the config was taken."},
		{Name: ReloadGood, Type: Gauge, Help: "When a config was last taken."},
		{Name: Blind, Type: Gauge, Labels: []string{"vantage"}, Help: "1 while no anchor of the vantage answers."},
		{Name: Degraded, Type: Gauge, Help: "1 while the journal cannot be written."},
		{Name: ScheduleDue, Type: Counter, Help: "Runs that came due."},
		{Name: ScheduleStart, Type: Counter, Help: "Due runs that started."},
		{Name: ScheduleMissed, Type: Counter, Help: "Due runs that could not start."},
		{Name: ScheduleDelay, Type: Histogram, Help: "Start of a look after the moment it was due."},
		{Name: CheckDuration, Type: Histogram, Labels: []string{"kind"}, Help: "Duration of a look.", Absent: "the config has no check of the kind"},
		{Name: Running, Type: Gauge, Help: "Looks that run now."},
		{Name: Lag, Type: Gauge, Help: "Worst wake-up delay of the scheduler in the last minute."},
		{Name: Thinned, Type: Counter, Help: "Repeats of holds that were not stored because too many waited."},
		{Name: ClockSteps, Type: Counter, Help: "Steps of the wall clock, which deadlines follow."},
		{Name: SeriesLeftOut, Type: Gauge, Labels: []string{"metric"}, Help: "Series that this page has not, because the metric's cap was reached."},
	}
}
