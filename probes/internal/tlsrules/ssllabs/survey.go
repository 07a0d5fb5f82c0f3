package ssllabs

import (
	"net/netip"

	"holdfast/probes/internal/survey"
)

// namelessNote says why what a client without SNI meets is not graded.
const namelessNote = "what is served to clients that name no host is not graded: every client of today names it (RFC 6066), and without a name no certificate can be right"

// Overall is the grade of a whole survey: that of its worst address, since
// nobody chooses to which one he is led.
type Overall struct {
	Guide     string `json:"guide"`
	Letter    Letter `json:"letter,omitempty"`
	IfTrusted Letter `json:"if_trusted,omitempty"`
	AtMost    Letter `json:"at_most"`
	AtWorst   Letter `json:"at_worst"`
	// Worst is the address that decides.
	Worst netip.AddrPort `json:"worst"`
	// Addresses are the reports, in the order of the survey.
	Addresses []AddressReport `json:"addresses"`
	// Nameless are those of the same addresses asked without a name; they do not
	// count. Note says why.
	Nameless []AddressReport `json:"nameless,omitempty"`
	Note     string          `json:"note,omitempty"`
}

// AddressReport is the report of one address.
type AddressReport struct {
	Address netip.AddrPort `json:"address"`
	Report  Report         `json:"report"`
}

// GradeSurvey grades all addresses.
func (g Guide) GradeSurvey(s *survey.Survey) Overall {
	o := Overall{Guide: g.Version, Addresses: g.each(s.Endpoints), Nameless: g.each(s.Nameless)}
	if len(o.Nameless) > 0 {
		o.Note = namelessNote
	}
	if len(o.Addresses) == 0 {
		o.AtMost, o.AtWorst = APlus, T
		return o
	}
	known, otherwise := true, true
	for _, a := range o.Addresses {
		o.AtMost, o.AtWorst = worse(o.AtMost, a.Report.AtMost), worse(o.AtWorst, a.Report.AtWorst)
		o.Letter, o.IfTrusted = worse(o.Letter, a.Report.Letter), worse(o.IfTrusted, a.Report.IfTrusted)
	}
	for _, a := range o.Addresses {
		known = known && (a.Report.Letter != "" || a.Report.AtWorst.AtLeast(o.Letter))
		otherwise = otherwise && (a.Report.IfTrusted != "" || a.Report.AtWorst.AtLeast(o.IfTrusted))
	}
	if !known {
		o.Letter = ""
	}
	if !otherwise {
		o.IfTrusted = ""
	}
	o.Worst = o.worst()
	return o
}

// each grades addresses.
func (g Guide) each(endpoints []survey.Endpoint) []AddressReport {
	var all []AddressReport
	for i := range endpoints {
		all = append(all, AddressReport{Address: endpoints[i].Address, Report: g.Grade(&endpoints[i])})
	}
	return all
}

// worst finds the address that decides: the lowest bound, and of those with the
// same the one with most against it. One of which nothing is known decides
// nothing.
func (o Overall) worst() netip.AddrPort {
	pick := o.Addresses[0]
	for _, a := range o.Addresses[1:] {
		switch {
		case a.Report.empty():
		case pick.Report.empty():
			pick = a
		case a.Report.AtMost.Below(pick.Report.AtMost):
			pick = a
		case a.Report.AtMost == pick.Report.AtMost && a.Report.against() > pick.Report.against():
			pick = a
		}
	}
	return pick.Address
}

// empty reports whether there was nothing to grade.
func (r Report) empty() bool { return len(r.Missing) == 1 && r.Missing[0].Rule == "all" }

// against counts what strikes.
func (r Report) against() int { return len(r.Trust) + len(r.Caps) + len(r.Warnings) }

// Report is the report of the address that decides.
func (o Overall) Report() Report {
	for _, a := range o.Addresses {
		if a.Address == o.Worst {
			return a.Report
		}
	}
	return Report{Guide: o.Guide, AtMost: APlus, AtWorst: T, Missing: []Missing{{Rule: "all", Letter: T, Why: "no address was asked"}}}
}

// String is the grade in few words.
func (o Overall) String() string {
	return Report{Letter: o.Letter, IfTrusted: o.IfTrusted, AtMost: o.AtMost}.String()
}

// AtLeast tells whether the grade is the wanted one or better.
func (o Overall) AtLeast(want Letter) survey.Known { return atLeast(o.AtWorst, o.AtMost, want) }
