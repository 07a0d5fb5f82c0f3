package post

import (
	"fmt"
	"net/http"
	"net/url"

	"holdfast"
	"holdfast/internal/plain"
)

// Receipt judges the call by its connection and its status alone; a channel
// refines what its receiver says in the body. whom is the receiver's name for
// people, mask takes our secrets out of its words.
func (k *Call) Receipt(whom string, mask plain.Mask) holdfast.Receipt {
	switch {
	case k.Status == 0 && !k.Reached():
		return holdfast.Receipt{Outcome: holdfast.OutcomeRetry, Answer: "calling " + whom + ": no connection: " + mask.Error(k.Err)}
	case k.Status == 0:
		return holdfast.Receipt{Outcome: holdfast.OutcomeUnknown, Answer: "calling " + whom + ": sent, but no answer came: " + mask.Error(k.Err)}
	}
	out := holdfast.Receipt{Outcome: outcomeOf(k.Status), RetryAfter: k.RetryAfter()}
	out.Answer = k.Said(whom, mask)
	return out
}

// outcomeOf maps a status code; see the package comment for why.
func outcomeOf(status int) holdfast.Outcome {
	switch {
	case status >= 200 && status < 300:
		return holdfast.OutcomeAccepted
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly,
		status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		return holdfast.OutcomeRetry
	case status >= 500, status < 200:
		return holdfast.OutcomeUnknown
	default:
		return holdfast.OutcomeRefused
	}
}

// Said is the receiver's answer for people: its code and its words.
func (k *Call) Said(whom string, mask plain.Mask) string {
	text := fmt.Sprintf("%s answered %d", whom, k.Status)
	if k.Status >= 300 && k.Status < 400 {
		return text + movedTo(k.Header.Get("Location")) + "; redirects are not followed, put the new address into the settings"
	}
	if words := mask.Words(string(k.Body)); words != "" {
		text += ": " + words
	}
	return text
}

// movedTo names the host of a redirect; its path may be a secret.
func movedTo(location string) string {
	target, err := url.Parse(location)
	if err != nil || target.Host == "" {
		return ""
	}
	return " to " + plain.Trim(plain.Line(target.Scheme+"://"+target.Host), 200)
}
