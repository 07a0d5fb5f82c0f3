package tlsflaw

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsflaw/mini"
	"holdfast/probes/internal/tlswire"
)

// The malformed records, by place in a row.
const (
	badMAC    = iota // padding right, MAC wrong
	badPad           // MAC right, padding bytes wrong, their number right
	longPad          // padding longer than the record
	onlyPad          // the whole record is padding
	emptyLoad        // no content, padding right, MAC wrong
)

// recordLen is the length of every malformed record before encryption, in
// bytes: whole blocks of AES and of triple DES.
const recordLen = 64

// content is what the records hold: a line end, which no protocol takes for an
// order.
func content() []byte { return []byte("\r\n") }

// malformed makes the records out of the session's own MAC function.
func malformed(mac func(content []byte) []byte) [][]byte {
	wrong := func(mac []byte) []byte {
		mac[0] ^= 0x80
		return mac
	}
	out := make([][]byte, 5)
	out[badMAC] = filled(append(content(), wrong(mac(content()))...))
	out[badPad] = filled(append(content(), mac(content())...))
	for i := len(content()) + len(mac(nil)); i < recordLen-1; i++ {
		out[badPad][i] ^= 0x55
	}
	out[longPad] = bytes.Repeat([]byte{recordLen + 1}, recordLen) // as CVE-2016-2107 wants it
	out[onlyPad] = bytes.Repeat([]byte{recordLen - 1}, recordLen)
	out[emptyLoad] = filled(wrong(mac(nil)))
	return out
}

// filled adds right padding up to recordLen (RFC 5246 §6.2.3.2).
func filled(b []byte) []byte {
	n := recordLen - len(b)
	return append(b, bytes.Repeat([]byte{byte(n - 1)}, n)...)
}

// recordNames name the records in sentences.
func recordNames() []string {
	return []string{
		badMAC:    "wrong MAC",
		badPad:    "wrong padding with a right MAC",
		longPad:   "padding longer than the record",
		onlyPad:   "nothing but padding",
		emptyLoad: "no content with a wrong MAC",
	}
}

// paddingRemains is what the comparison of answers cannot see.
const paddingRemains = "an oracle that shows in time alone, or with another suite or version only"

// padding sends records that are malformed in five ways, each in a session of
// its own, and compares what the server makes of them (Merget et al., USENIX
// Security 2019; Young, Black Hat Asia 2019). A good record goes first, as
// control.
func padding(ctx context.Context, a *asker) row {
	w, v, ok := a.way(kind{"CBC suite", cbc})
	if !ok {
		return everyPadding(v)
	}
	slices.SortStableFunc(w.suites, func(a, b tlswire.Suite) int { return cmp.Compare(paddingRank(a), paddingRank(b)) })
	w.suites = w.suites[:1] // the same one on every connection
	sent := fmt.Sprintf("in sessions with %s in %s: ", w.suites[0], w.version.Title())
	good, err := a.goodRecord(ctx, w)
	if err != nil {
		return everyPadding(unknown(fmt.Errorf("%sa good record: %w", sent, err)))
	}
	answers, steady, err := compare(ctx, a.recordTrials(w))
	switch {
	case err != nil:
		return everyPadding(unknown(fmt.Errorf("%s%w", sent, err)))
	case !steady:
		return everyPadding(verdict{how: sent + "the answers to malformed records differ from one time to the next; the first time " + table(a.recordTrials(w), answers)})
	case uniform(answers) && answers[0] == good:
		return everyPadding(verdict{how: sent + "five malformed records and a good one were all answered in the same way: " + good})
	case uniform(answers):
		return everyPadding(verdict{known: survey.No, how: sent + "five malformed records were all answered in the same way: " + answers[0], remains: paddingRemains})
	}
	return judgePadding(answers, good, sent+"five malformed records were answered, the second time as the first, "+table(a.recordTrials(w), answers))
}

// paddingRank puts first the suites whose code most flaws were found in: AES
// with SHA-1, then with SHA-256.
func paddingRank(s tlswire.Suite) int {
	switch {
	case s.Has("AES") && s.Has("SHA"):
		return 0
	case s.Has("AES") && s.Has("SHA256"):
		return 1
	case s.Has("AES"):
		return 2
	default:
		return 3
	}
}

// everyPadding gives one verdict to the whole family.
func everyPadding(v verdict) row {
	return row{survey.POODLETLS: v, survey.ZombiePOODLE: v, survey.GOLDENDOODLE: v, survey.ZeroLength: v, survey.PaddingOracle: v}
}

// recordTrials are the malformed records, to be sent on a connection each.
func (a *asker) recordTrials(w way) []trial {
	var trials []trial
	for i, name := range recordNames() {
		trials = append(trials, trial{name, func(ctx context.Context) (string, error) {
			return a.inSession(ctx, w, func(c *mini.Conn) error {
				mac := func(content []byte) []byte { return c.MAC(mini.ApplicationData, content) }
				return c.Forge(mini.ApplicationData, malformed(mac)[i])
			})
		}})
	}
	return trials
}

// goodRecord sends the same content as it should be.
func (a *asker) goodRecord(ctx context.Context, w way) (string, error) {
	return a.inSession(ctx, w, func(c *mini.Conn) error { return c.Send(mini.ApplicationData, content()) })
}

// inSession sends one record in a session of its own and says what the server
// makes of it. A server that does not object is told that the session ends, so
// that what it does then can be compared.
func (a *asker) inSession(ctx context.Context, w way, send func(*mini.Conn) error) (string, error) {
	c, err := a.session(ctx, w.offer())
	if err != nil {
		return "", err
	}
	defer func() { _ = c.Close() }()
	if err := send(c); err != nil {
		return "", fmt.Errorf("sending a record: %w", err)
	}
	r := c.Listen(a.target.Patience, nil)
	if r.Refused() || r.End != mini.Silence {
		return r.Objection(), nil
	}
	if r = goodbye(a, c); r.Refused() { // the refusal came late
		return r.Objection(), nil
	}
	return "no objection; at the end of the session " + r.End.String(), nil
}

// judgePadding tells which flaws a row of differing answers shows; good is the
// answer to a record as it should be.
func judgePadding(answers []string, good, how string) row {
	differ := func(x, y int) bool { return answers[x] != answers[y] }
	is := func(yes bool) verdict {
		return verdict{known: survey.Is(yes), how: how, remains: paddingRemains}
	}
	took := answers[badPad] == good && differ(badPad, badMAC)
	return row{
		survey.POODLETLS:     is(took),
		survey.ZombiePOODLE:  is(!took && differ(badPad, badMAC) && differ(badPad, longPad)),
		survey.GOLDENDOODLE:  is(differ(badMAC, badPad) && differ(badMAC, longPad)),
		survey.ZeroLength:    is(differ(onlyPad, badMAC) && differ(onlyPad, longPad) || differ(emptyLoad, badMAC)),
		survey.PaddingOracle: is(differ(longPad, badMAC) && differ(longPad, badPad)),
	}
}
