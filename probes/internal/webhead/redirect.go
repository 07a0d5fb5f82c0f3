package webhead

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"syscall"

	"holdfast/internal/plain"
	"holdfast/probes/internal/survey"
)

// plainSide is what port 80 showed.
type plainSide struct {
	asked   bool
	refused bool // nothing listens there
	err     error
	pages   []page // the answer, and one more when it leads to plain HTTP again
	host    string
}

// askPlain gets / from port 80, and follows one redirect there that stays on
// the host.
func (a Asker) askPlain(ctx context.Context) plainSide {
	side := plainSide{asked: a.Plain != nil, host: a.Host}
	if a.Plain == nil {
		return side
	}
	host := a.Host
	at := &url.URL{Scheme: "http", Host: Asker{Host: host, Port: 443}.authority(), Path: "/"}
	for range 2 {
		p, _, err := a.get(ctx, a.Plain, at, false)
		if err != nil {
			side.refused = len(side.pages) == 0 && errors.Is(err, syscall.ECONNREFUSED)
			side.err = err
			return side
		}
		side.pages = append(side.pages, p)
		next := p.location()
		if next == nil || next.Scheme != "http" || !sameHost(next.Hostname(), host) || next.Port() != "" && next.Port() != "80" {
			return side
		}
		at = next
	}
	return side
}

// redirect says what port 80 does.
func (s plainSide) redirect() survey.Redirect {
	switch {
	case !s.asked:
		return survey.Redirect{Text: "port 80 was not asked"}
	case s.refused:
		return survey.Redirect{ToHTTPS: survey.Yes, Text: "port 80 refuses connections: no plain HTTP"}
	case len(s.pages) == 0:
		return survey.Redirect{Text: "port 80 gave no answer: " + plain.Text(s.err.Error(), 200)}
	}
	last := s.pages[len(s.pages)-1]
	to := last.location()
	if to == nil {
		return survey.Redirect{ToHTTPS: survey.No, Text: fmt.Sprintf("port 80 answers %d and does not redirect", last.status)}
	}
	text := fmt.Sprintf("%d to %s", last.status, plain.Text(to.Redacted(), 200))
	return survey.Redirect{ToHTTPS: survey.Is(to.Scheme == "https"), Text: text}
}
