package tlsflaw

import (
	"context"
	"crypto/rand"
	"fmt"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsflaw/mini"
)

// robotRemains is what the comparison of answers cannot see.
const robotRemains = "an oracle that shows in time alone, or with another suite or version only"

// robot looks whether the server tells good RSA padding from bad. Each form is
// followed by a pause, to see what the server makes of the key exchange alone,
// and then by ChangeCipherSpec and a Finished that nobody can read.
func robot(ctx context.Context, a *asker) verdict {
	w, v, ok := a.oldWay(kind{"RSA key exchange", mini.StaticRSA})
	if !ok {
		return v
	}
	w.suites = w.suites[:1] // the same one on every connection
	trials := make([]trial, 0, len(forms()))
	for _, f := range forms() {
		trials = append(trials, trial{f.name, func(ctx context.Context) (string, error) { return a.robotForm(ctx, w, f) }})
	}
	answers, steady, err := compare(ctx, trials)
	sent := fmt.Sprintf("five forms of key exchange with %s in %s: ", w.suites[0], w.version.Title())
	switch {
	case err != nil:
		return unknown(fmt.Errorf("%s%w", sent, err))
	case !steady:
		return verdict{how: sent + "the answers differ from one time to the next; the first time " + table(trials, answers)}
	case !uniform(answers):
		return verdict{known: survey.Yes, how: sent + robotStrength(answers) + ", seen twice; " + table(trials, answers), remains: "whether the oracle was used"}
	}
	return robotControl(ctx, a, w, sent+"all five were answered in the same way: "+answers[0])
}

// robotStrength is the paper's judgement of an oracle (§5.1): it is weak when
// only a block that is right to the end is told apart, so that an attacker needs
// very many more tries.
func robotStrength(answers []string) string {
	if uniform(answers[formBeginning:formVersion]) {
		return "a weak oracle"
	}
	return "a strong oracle"
}

// robotForm sends one form and says what came.
func (a *asker) robotForm(ctx context.Context, w way, f form) (string, error) {
	c, err := a.start(ctx, w.offer())
	if err != nil {
		return "", err
	}
	defer func() { _ = c.Close() }()
	key, err := c.RSAKey()
	if err != nil {
		return "", fmt.Errorf("reading the certificate: %w", err)
	}
	if err := c.KeyExchange(mini.Encrypt(key, f.build(key, c.Premaster()))); err != nil {
		return "", fmt.Errorf("sending the key exchange: %w", err)
	}
	first := c.Listen(a.target.Patience, nil)
	if !first.Quiet() {
		return "after the key exchange " + first.String(), nil
	}
	unreadable := make([]byte, 64)
	_, _ = rand.Read(unreadable) // never fails
	if err := c.SendRaw(mini.Raw{Kind: mini.ChangeCipherSpec, Payload: []byte{1}}, mini.Raw{Kind: mini.HandshakeRecord, Payload: unreadable}); err != nil {
		return "the connection reset after the key exchange", nil //nolint:nilerr // it is an answer
	}
	return "after Finished " + c.Listen(a.target.Patience, nil).String(), nil
}

// robotControl makes a good handshake with the same suite: without one, five
// same answers may speak of something else, such as a client certificate.
func robotControl(ctx context.Context, a *asker, w way, how string) verdict {
	c, err := a.session(ctx, w.offer())
	if err != nil {
		return verdict{how: how + "; but that proves nothing: " + err.Error(), remains: robotRemains}
	}
	_ = c.Close() // that it came about is all
	return verdict{known: survey.No, how: how + "; a good one was accepted", remains: robotRemains}
}
