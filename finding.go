package holdfast

// Finding is what one look saw.
type Finding struct {
	// Status is the judgement; see [Finding.Judge] for how it follows from Faults.
	Status Status `json:"status"`
	// Headline is the kind's own word for bad news: DOWN, EXPOSED, WEAK TLS,
	// EXPIRES, SILENT, COULD NOT LOOK. Empty when the check holds.
	Headline string `json:"headline,omitempty"`
	// Reason is one sentence: target, what came, what was wanted. It is never
	// empty, also when all is well ("200 in 143 ms").
	Reason string `json:"reason"`
	// Faults are the single things that are wrong, worst first.
	Faults []Fault `json:"faults,omitempty"`
	// Facts are state that was seen: open ports, certificate ends, versions.
	// They change rarely and are stored on change.
	Facts []Fact `json:"facts,omitempty"`
	// Measures are numbers of this look: seconds per phase, bytes.
	Measures []Measure `json:"measures,omitempty"`
	// Silence is true when a bad Status rests on the target saying nothing
	// (time-out, NXDOMAIN, SERVFAIL). Such a finding is Broken only beside an
	// anchor that answered in the same window; else the watch makes it Unknown.
	Silence bool `json:"silence,omitempty"`
	// State is the kind's own memory for the next look (which ports a sweep has
	// seen when). It is checkpointed with the check and means nothing to others.
	State []byte `json:"-"`
}

// Fault is one thing that is wrong.
type Fault struct {
	// Key is stable from look to look within its check: "port/6379",
	// "suite/TLS_RSA_WITH_3DES_EDE_CBC_SHA", "status". Exceptions, week-to-week
	// comparison and incident updates go by it.
	Key string `json:"key"`
	// Status is Broken, AtRisk or Unknown (this part could not be looked at);
	// never Holds.
	Status Status `json:"status"`
	// Text is a sentence: what was seen, and what was wanted.
	Text string `json:"text"`
	// Fix says what to do, where one is known.
	Fix string `json:"fix,omitempty"`
	// Accepted is filled when an [Exception] turned this fault to AtRisk.
	Accepted string `json:"accepted,omitempty"`
}

// Fact is a typed name and value pair. Names are snake_case with Prometheus'
// base units (certificate_not_after, open_ports, tls_version). Value is one of
// string, bool, int64, float64, [time.Time], [time.Duration] or []string.
type Fact struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

// Measure is a number of one look, in the base unit that its name ends in
// (dns_seconds, transfer_seconds, body_bytes).
type Measure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}

// Fact returns the value of the named fact, or nil.
func (f Finding) Fact(name string) any {
	for _, fact := range f.Facts {
		if fact.Name == name {
			return fact.Value
		}
	}
	return nil
}

// Measure returns the named number and whether it was measured.
func (f Finding) Measure(name string) (float64, bool) {
	for _, m := range f.Measures {
		if m.Name == name {
			return m.Value, true
		}
	}
	return 0, false
}

// Judge sets Status to the worst of the faults, and to Holds when there are
// none. Only a prober that has looked at everything it was asked may call it.
func (f *Finding) Judge() {
	f.Status = Holds
	for _, fault := range f.Faults {
		if fault.Status.Worse(f.Status) {
			f.Status = fault.Status
		}
	}
}

// FaultKeys returns the keys of all faults of the given status, in their order.
func (f Finding) FaultKeys(s Status) []string {
	var keys []string
	for _, fault := range f.Faults {
		if fault.Status == s {
			keys = append(keys, fault.Key)
		}
	}
	return keys
}

// CouldNotLook is the finding of a look that did not take place: Unknown, with
// the error's text as its reason.
func CouldNotLook(err error) Finding {
	return Finding{Status: Unknown, Headline: "COULD NOT LOOK", Reason: err.Error()}
}
