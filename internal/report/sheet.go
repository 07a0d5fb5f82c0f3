package report

// Sheet is a document laid out for reading, before it has a form: what the text,
// the mail, the page and Markdown all say, in the same words and order.
type Sheet struct {
	Title    string // the subject
	Lead     string // the verdict's sentence
	Tone     string // the verdict's status
	Span     string // the period, for people
	Late     string
	Page     string
	Actions  []Step
	More     string // actions that are left out
	Sections []Section
	Foot     []string
}

// Step is one thing to do.
type Step struct {
	Number int
	Verb   string
	Text   string
	Fix    string
	Who    string // owner and date
	Link   string
}

// Section is one part of a report.
type Section struct {
	ID    string
	Title string
	Lead  string // a sentence with the counts
	Whole bool   // rows that hold are told too, also in brief
	Rows  []Row
	Fold  string // what stands for the rows that are left out
	Notes []string
}

// Row is one thing that a section tells.
type Row struct {
	Title string
	State string // one word or figure, shown beside the title
	Tone  string // holds, at risk, broken, unknown, or empty
	Lines []string
	Link  string
	// Days are the bars of the row, nil for none.
	Days []Day
}

// Limits say how much of a document a sheet shows.
type Limits struct {
	// Rows of a section, 0 for all. What is left out becomes a count.
	Rows int
	// Text is the longest line in characters, 0 for any.
	Text int
	// Brief leaves out rows about which nothing has to be done.
	Brief bool
	// Days keeps the bars.
	Days bool
}

// Lay lays a document out.
func Lay(d *Document, l Limits) Sheet {
	v := newVoice(d)
	s := Sheet{
		Title: d.Verdict.Subject, Lead: d.Verdict.Sentence, Tone: d.Verdict.Status, Page: d.Page,
		Span: v.at(d.Period.From) + " to " + v.at(d.Period.To) + " " + d.Period.Zone,
	}
	if d.Late != nil {
		s.Late = "This report was due " + v.at(d.Late.Due) + " and is late: " + d.Late.Why
	}
	for i := range d.Verdict.Actions {
		s.Actions = append(s.Actions, step(v, i+1, &d.Verdict.Actions[i], l))
	}
	if d.Verdict.More > 0 {
		s.More = count(d.Verdict.More, "more thing") + " to do below"
	}
	for _, lay := range []func(*Document, voice) Section{
		layChanges, layPromises, layExceptions, layUptime, layIncidents, layExposure, layGrades, layCertificates, layPostures, layUnknown, layMonitor,
	} {
		if one := lay(d, v); one.Title != "" {
			s.Sections = append(s.Sections, l.fit(one))
		}
	}
	s.Foot = foot(d, v)
	return s
}

// step is an action for people.
func step(v voice, n int, a *Action, l Limits) Step {
	who := a.Owner
	if !a.By.IsZero() {
		who = join(", ", who, "by "+v.day(a.By))
	}
	return Step{Number: n, Verb: a.Verb, Text: cut(a.Text, l.Text), Fix: cut(a.Fix, l.Text), Who: cut(who, l.Text), Link: a.Link}
}

// fit cuts a section to the limits. Rows stand worst first, so that what is left
// out is what matters least.
func (l Limits) fit(s Section) Section {
	all := len(s.Rows)
	bad := 0
	rows := make([]Row, 0, all)
	for _, r := range s.Rows {
		if l.Brief && !s.Whole && r.Tone == "holds" || l.Rows > 0 && len(rows) >= l.Rows {
			if r.Tone != "holds" {
				bad++
			}
			continue
		}
		r.Title = cut(r.Title, l.Text)
		lines := make([]string, 0, len(r.Lines))
		for _, line := range r.Lines {
			if line != "" {
				lines = append(lines, cut(line, l.Text))
			}
		}
		r.Lines = lines
		if !l.Days {
			r.Days = nil
		}
		rows = append(rows, r)
	}
	s.Rows = rows
	s.Fold = folded(all-len(rows), bad, s.Fold, len(rows) > 0)
	s.Lead = cut(s.Lead, 3*l.Text)
	return s
}

// folded says what stands for rows that are left out. well is what the section
// says of rows that hold.
func folded(out, bad int, well string, more bool) string {
	good := out - bad
	other := ""
	if more {
		other = " more"
	}
	switch {
	case out == 0:
		return ""
	case bad == 0:
		return join(" ", thousands(good)+other, well)
	case good == 0:
		return thousands(bad) + " more in the full report"
	default:
		return thousands(bad) + " more in the full report; " + join(" ", thousands(good)+other, well)
	}
}

// foot is how everything was counted, and by whom.
func foot(d *Document, v voice) []string {
	lines := append([]string{}, d.Method...)
	name := ""
	if d.Name != "" {
		name = d.Name + ", "
	}
	return append(lines, name+"holdfast "+d.Version+", config "+cut(d.Config.Hash, 13)+" ("+count(d.Config.Checks, "check")+"), instance "+d.Instance+
		", made "+v.at(d.Made)+" "+d.Period.Zone+". holdfast report verify recomputes every number of this report from the journal.")
}
