package courier

import "time"

// Paced is a notifier that knows how many calls its receiver takes: so many a
// minute, after a burst. PagerDuty takes about 120 a minute on a key, Slack
// about one a second in a channel.
type Paced interface {
	Pace() (perMinute, burst int)
}

// bucket is a token bucket. The zero value lets everything through.
type bucket struct {
	every time.Duration // time for one token; 0 does not limit
	burst int
	full  time.Time // when it will be full again
}

// newBucket asks the notifier for its pace. A burst below one is one.
func newBucket(notifier any) bucket {
	paced, ok := notifier.(Paced)
	if !ok {
		return bucket{}
	}
	perMinute, burst := paced.Pace()
	if perMinute <= 0 {
		return bucket{}
	}
	return bucket{every: time.Minute / time.Duration(perMinute), burst: max(burst, 1)}
}

// wait is how long until a token is there. now must carry a monotonic reading.
func (b *bucket) wait(now time.Time) time.Duration {
	return max(max(b.full.Sub(now), 0)-time.Duration(b.burst-1)*b.every, 0)
}

// take takes a token.
func (b *bucket) take(now time.Time) {
	if b.full.Before(now) {
		b.full = now
	}
	b.full = b.full.Add(b.every)
}
