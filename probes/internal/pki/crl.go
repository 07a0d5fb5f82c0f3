package pki

import (
	"bytes"
	"context"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"holdfast/internal/plain"
	"holdfast/probes/internal/survey"
)

// maxCRL is how many bytes of a revocation list are read: the sharded lists of
// today's authorities are below one, a few old ones are above.
const maxCRL = 4 << 20

// askCRL fetches the lists that the certificate names until one counts.
func (e *Examiner) askCRL(ctx context.Context, now time.Time, leaf, issuer *cert) word {
	var texts []string
	for _, url := range leaf.CRLDistributionPoints[:min(2, len(leaf.CRLDistributionPoints))] {
		body, err := e.net.get(ctx, url, maxCRL)
		if err != nil {
			texts = append(texts, "CRL: "+err.Error())
			continue
		}
		w := judgeCRL(body, url, leaf, issuer, now)
		w.text = "the revocation list " + plain.Text(url, maxTitle) + " " + w.text
		if w.revoked != survey.Unknown {
			return w
		}
		texts = append(texts, w.text)
	}
	return word{text: strings.Join(texts, "; ")}
}

// judgeCRL verifies a list and looks for the leaf in it.
func judgeCRL(der []byte, url string, leaf, issuer *cert, now time.Time) word {
	list, err := readCRL(der)
	if err == nil {
		err = list.counts(url, issuer)
	}
	if err != nil {
		return word{text: "does not count: " + err.Error()}
	}
	entry, listed, err := list.find(leaf.SerialNumber)
	at := stamp(list.thisUpdate)
	switch {
	case err != nil:
		return word{text: "does not count: " + err.Error()}
	case listed:
		return word{revoked: survey.Yes, until: now.Add(keepAnswer), text: fmt.Sprintf("of %s says revoked on %s%s", at, stamp(entry.at), because(entry.reason))}
	case list.thisUpdate.After(now.Add(skew)):
		return word{text: "does not count: it is of the future, " + at}
	case now.After(list.nextUpdate):
		return word{text: fmt.Sprintf("is stale: of %s, good until %s", at, stamp(list.nextUpdate))}
	default:
		return word{revoked: survey.No, until: list.nextUpdate, text: fmt.Sprintf("of %s does not list it, until %s", at, stamp(list.nextUpdate))}
	}
}

// counts tells whether the list is of the leaf's issuer, signed, and speaks of
// all leaves that name this address.
func (l *crl) counts(url string, issuer *cert) error {
	if string(l.issuer) != string(issuer.RawSubject) {
		return errors.New("it is of another issuer")
	}
	if err := guarded(func() error { return issuer.CheckSignature(l.algorithm, l.tbs, l.signature) }); err != nil {
		return errors.New("its signature is not by the certificate's issuer")
	}
	return l.scope(url)
}

// entry is a revoked certificate's.
type entry struct {
	at     time.Time
	reason int
}

// find looks for a serial number in the list.
func (l *crl) find(serial *big.Int) (found entry, listed bool, err error) {
	wanted, err := asn1.Marshal(serial)
	if err != nil {
		return entry{}, false, err
	}
	rest := l.revoked
	for !rest.Empty() {
		n, body, err := nextEntry(&rest)
		if err != nil {
			return entry{}, false, err
		}
		if bytes.Equal(n, wanted) {
			found, err := readEntry(body)
			return found, true, err
		}
	}
	return entry{}, false, nil
}
