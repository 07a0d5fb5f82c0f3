package uptime

import (
	"bytes"
	"fmt"

	"holdfast"
)

// judgeBody compares the body. What was not read proves nothing: text that was
// not found in a body that was cut is Unknown, not Broken.
func (p *prober) judgeBody(v *view) []holdfast.Fault {
	if !p.want.readsBody() {
		return nil
	}
	a, w := v.last().answer, p.want
	short := holdfast.Broken
	if a.cut {
		short = holdfast.Unknown
	}
	var faults []holdfast.Fault
	add := func(key string, status holdfast.Status, text string) {
		faults = append(faults, holdfast.Fault{
			Key: key, Status: status,
			Text: fmt.Sprintf("%s answered %d with %s %s", p.asked(v), a.status, a.size(), text),
		})
	}
	if w.contains != "" && !bytes.Contains(a.body, []byte(w.contains)) {
		add("body/contains", short, fmt.Sprintf("without the wanted text %q", w.contains))
	}
	if w.matches != nil && !w.matches.Match(a.body) {
		add("body/matches", short, fmt.Sprintf("that do not match %q", w.matches))
	}
	switch {
	case w.absent == "":
	case bytes.Contains(a.body, []byte(w.absent)):
		add("body/absent", holdfast.Broken, fmt.Sprintf("and with the unwanted text %q", w.absent))
	case a.cut:
		add("body/absent", holdfast.Unknown, fmt.Sprintf("of more; whether %q is absent from the rest is not known", w.absent))
	}
	return faults
}

// size says how much of the body was read.
func (a *answer) size() string {
	if a.cut {
		return fmt.Sprintf("the first %d bytes of the body", a.bytes)
	}
	return fmt.Sprintf("%d bytes of body", a.bytes)
}
