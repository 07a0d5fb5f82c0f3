package mini

import (
	"fmt"

	"holdfast/probes/internal/tlswire"
)

// alertName is the name of an alert that can come at any time of a connection;
// those that answer a hello have theirs in tlswire (RFC 5246 §7.2).
func alertName(a tlswire.Alert) string {
	switch a {
	case 0:
		return "close_notify"
	case 20:
		return "bad_record_mac"
	case 21:
		return "decryption_failed"
	case 22:
		return "record_overflow"
	case 51:
		return "decrypt_error"
	case 100:
		return "no_renegotiation"
	default:
		return a.String()
	}
}

// alert takes in an alert. Two of the same are two things: some oracles differ
// in how often they complain.
func (r *Reaction) alert(body []byte) {
	const fatal, noRenegotiation = 2, 100
	if len(body) < 2 {
		r.Said = append(r.Said, "an alert that is cut short")
		return
	}
	level, what := "warning", tlswire.Alert(body[1])
	if body[0] == fatal {
		level = "fatal"
		if !r.HasAlert {
			r.Alert, r.HasAlert = what, true
		}
	}
	r.NoRenegotiation = r.NoRenegotiation || what == noRenegotiation
	r.Said = append(r.Said, fmt.Sprintf("%s alert %s", level, alertName(what)))
}
