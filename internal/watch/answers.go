package watch

import (
	"sync"
	"time"
)

// Answers remembers which hosts said something lately. Where no anchor is
// configured, one target's silence counts only beside another's answer. The two
// hosts heard last are enough to know that for every host.
type Answers struct {
	mu           sync.Mutex // protects the following
	last, before answer
}

type answer struct {
	host string
	at   time.Time
}

// recent is how old both answers may be without being replaced.
const recent = time.Second

// heard notes that a host answered. Nobody can vouch without a name.
func (a *Answers) heard(host string, at time.Time) {
	if a == nil || host == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if at.Sub(a.before.at) < recent {
		return // two hosts have just been heard
	}
	if a.last.host != host {
		a.before = a.last
	}
	a.last = answer{host, at}
}

// other reports whether a host other than this one answered since then.
func (a *Answers) other(host string, since time.Time) bool {
	if a == nil {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, known := range []answer{a.last, a.before} {
		if known.host != "" && known.host != host && !known.at.Before(since) {
			return true
		}
	}
	return false
}
