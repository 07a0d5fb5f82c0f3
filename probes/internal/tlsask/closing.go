package tlsask

import (
	"context"
	"errors"
	"fmt"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// closes reports whether a hello that was closed twice without a word was thereby
// refused. Some servers refuse so and send no alert, and the only way to tell is
// a control: the server must have answered something in this look, and must be
// seen to close, twice, on a hello that nobody can accept, because its only
// suites are in nobody's registry, while a hello that it accepted before is still
// answered in between. Then closing is its way to refuse, and not a limit of the
// moment. Whoever sends an alert to that hello refuses by alerts, and a closed
// connection remains unexplained.
func (d *door) closes(ctx context.Context, err error) bool {
	if !hungUp(err) {
		return false
	}
	good, ok := d.traits.accepted()
	if !ok {
		return false
	}
	d.closing.Do(func() { d.closer = d.closesOnNonsense(ctx, good) })
	return d.closer && d.answers(ctx, good)
}

// closesOnNonsense puts the control twice, with a hello that is accepted between.
func (d *door) closesOnNonsense(ctx context.Context, good tlswire.Hello) bool {
	nonsense := good
	nonsense.Suites = []tlswire.Suite{0xfefc, 0xfefb} // unassigned, and not for private use by anybody known
	for range 2 {
		if _, err := d.knock(ctx, nonsense); !hungUp(err) || !d.answers(ctx, good) {
			return false
		}
	}
	d.dislikes("refusal", fmt.Sprintf("%s closes the connection where an alert is due (RFC 8446 §6.2), seen twice with suites that nobody has", d.to))
	return true
}

// answers reports whether a hello that was accepted before still is.
func (d *door) answers(ctx context.Context, good tlswire.Hello) bool {
	answer, err := d.knock(ctx, good)
	return err == nil && answer.Suite != 0
}

// versionsApart asks, when no hello of TLS 1.3 is answered although older ones
// are, why not. Offered together with TLS 1.2 the server may take one of the two,
// which is its word. Else one thing is changed at a time ([door.whichChange]).
func (d *door) versionsApart(ctx context.Context, m *modern, older *below) {
	if m.err == nil || m.offered != survey.Unknown || !errors.Is(m.err, errUnanswered) || older == nil || older.version != tlswire.TLS12 {
		return
	}
	with := d.hello(tlswire.TLS12, older.suites, tlswire.Groups(tlswire.TLS12))
	without := with
	with.Versions = []tlswire.Version{tlswire.TLS12}
	together := d.hello(tlswire.TLS12, append(tlswire.Suites(tlswire.TLS13), older.suites...), tlswire.Groups(tlswire.TLS13))
	together.Versions = []tlswire.Version{tlswire.TLS13, tlswire.TLS12}
	if d.slim.Load() {
		with.Slim, without.Slim, together.Slim = true, true, true
	}
	answer, err := d.knock(ctx, together)
	switch {
	case err == nil && answer.Version == tlswire.TLS13:
		d.dislikes("version", "a hello of TLS 1.3 alone came to nothing, one of TLS 1.3 and 1.2 was answered with TLS 1.3")
		m.offered = survey.Yes
	case err == nil && answer.Version == tlswire.TLS12:
		d.dislikes("version", "a hello of TLS 1.3 alone came to nothing, one of TLS 1.3 and 1.2 was answered with TLS 1.2")
		m.offered, m.complete, m.err = survey.No, true, nil
	case d.whichChange(ctx, together, with, without):
		m.offered, m.complete, m.err = survey.No, true, nil
	}
}

// whichChange looks for the one change that makes a hello be dropped, and be
// answered without it, both twice over: supported_versions itself, even to offer
// TLS 1.2 alone; the other extensions of TLS 1.3; or the version among those
// offered. Since no hello of TLS 1.3 can do without any of them, TLS 1.3 is then
// not to be had at this address. When there is no such change nothing is known.
func (d *door) whichChange(ctx context.Context, together, with, without tlswire.Hello) bool {
	const keyShare, pskModes = 51, 45
	nearly := together
	nearly.Versions = with.Versions
	nearly.Extensions = []tlswire.Extension{{Type: keyShare, Body: []byte{0, 0}}, {Type: pskModes, Body: []byte{1, 1}}}
	for _, c := range []struct {
		bad, good tlswire.Hello
		to, text  string
	}{
		{with, without, "extension", "a hello with supported_versions comes to nothing, even one that offers TLS 1.2 alone; the same without it is answered (asked twice)"},
		{together, nearly, "version", "a hello that offers TLS 1.3 comes to nothing; the same with its extensions and suites that offers TLS 1.2 alone is answered (asked twice)"},
		{nearly, with, "extension", "a hello with the key shares and suites of TLS 1.3 comes to nothing, even one that offers TLS 1.2 alone; the same without them is answered (asked twice)"},
	} {
		if d.dropsTwice(ctx, c.bad, c.good) {
			d.dislikes(c.to, c.text)
			return true
		}
	}
	return false
}

// dropsTwice reports whether one hello comes to nothing and the other is answered,
// and both once more.
func (d *door) dropsTwice(ctx context.Context, bad, good tlswire.Hello) bool {
	for range 2 {
		if _, err := d.knock(ctx, bad); !errors.Is(err, errUnanswered) || !d.answers(ctx, good) {
			return false
		}
	}
	return true
}
