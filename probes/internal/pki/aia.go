package pki

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"holdfast/internal/plain"
)

const (
	maxFetched = 4        // intermediates fetched for one chain
	maxIssuer  = 64 << 10 // bytes of one
)

// complete fetches missing intermediates from where the certificates say that
// they are (RFC 5280 §4.2.2.1, id-ad-caIssuers). It returns why the next one
// could not be had, in words; empty when nothing is missing, or nothing says
// where.
func (e *Examiner) complete(ctx context.Context, now time.Time, s *study) string {
	if n := s.notes.get("issuer", now); n != nil {
		return n.text
	}
	why := e.fetchAll(ctx, now, s)
	if lasting(ctx) {
		s.notes.put("issuer", note{text: why, until: now.Add(keepFailure)})
	}
	return why
}

// fetchAll climbs from one to the next.
func (e *Examiner) fetchAll(ctx context.Context, now time.Time, s *study) string {
	for range maxFetched {
		end := s.end()
		if end.SelfSigned || len(end.IssuingCertificateURL) == 0 {
			return ""
		}
		next, err := e.fetchIssuer(ctx, end, s.budget)
		if _, inside := errors.AsType[refusal](err); inside {
			return "" // no client gets it from there
		}
		if err != nil {
			return fmt.Sprintf("its issuer %s was not sent, and could not be fetched: %v", title(end.Issuer), err)
		}
		s.help([]*cert{next})
		for _, v := range e.views(now, s) {
			if len(v.all) > 0 && v.store.name == e.counts {
				return ""
			}
		}
	}
	return fmt.Sprintf("no root after %d fetched intermediates", maxFetched)
}

// fetchIssuer fetches the certificate above c from the first address that has
// one whose key verifies c's signature.
func (e *Examiner) fetchIssuer(ctx context.Context, c *cert, b *budget) (*cert, error) {
	var last error
	for _, url := range c.IssuingCertificateURL[:min(2, len(c.IssuingCertificateURL))] {
		body, err := e.net.get(ctx, url, maxIssuer)
		if err != nil {
			last = err
			continue
		}
		if block, _ := pem.Decode(body); block != nil {
			body = block.Bytes
		}
		next, err := parse(body)
		switch {
		case err != nil:
			last = fmt.Errorf("%s: %w", plain.Text(url, maxTitle), err)
		case !b.signed(c, next):
			last = fmt.Errorf("%s: a certificate of %s, whose key does not verify the signature", plain.Text(url, maxTitle), title(next.Subject))
		default:
			return next, nil
		}
	}
	return nil, last
}
