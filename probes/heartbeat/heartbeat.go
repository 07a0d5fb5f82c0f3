// Package heartbeat watches for a call that should come in.
//
// # The inverse question
//
// Other kinds ask; this one listens. A cron job calls /beat/TOKEN when it has
// done its work, and silence is the bad news: the job did not run, did not
// finish, or could not reach us. What is judged is how long ago the last beat
// was, against the job's period and a grace for its running time.
//
// # What silence proves
//
// Silence proves something only about the time in which we were able to hear.
// After a downtime of ours the job may have called at a closed door, so until
// we have listened for one whole period and grace the answer is Unknown: within
// that time a healthy job must have called at least once. The same holds for a
// check that has never had a beat. A beat itself is proof whenever it came.
//
// # The token
//
// Whoever knows the token can keep the check quiet, so it is a secret of at
// least 16 characters that a URL can hold. It never appears in a finding.
package heartbeat

import (
	_ "embed"
	"time"

	"holdfast"
)

//go:embed doc.md
var doc string

//go:embed sample.yaml
var sample string

// Kind returns the kind "heartbeat".
func Kind() holdfast.Kind[holdfast.Prober] {
	return holdfast.Kind[holdfast.Prober]{
		Name:     "heartbeat",
		Title:    "a job calls in within its period",
		Doc:      doc,
		Sample:   sample,
		Settings: defaults(),
		New:      newProber,
		Every:    time.Minute,
		Timeout:  5 * time.Second,
	}
}
