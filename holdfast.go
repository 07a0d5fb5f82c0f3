// Package holdfast is the language of the house: the nouns that every other
// package speaks, and nothing else. It imports the standard library only.
//
// # What is asked, and what is answered
//
// A company publishes sentences about itself: "all traffic is TLS with forward
// secrecy", "the firewall lets in only ports 80 and 443". Each such sentence is
// a [Promise]. What can be looked at from a machine is a [Check]: a named
// question with a schedule, put by a [Prober] of some [Kind]. One look gives a
// [Finding]; the finding, stamped with who looked, when and for how long, is a
// [Verdict], and a verdict is the only thing that travels.
//
// # Three values, not two
//
// A monitor that knows only "good" and "bad" must lie when it could not look.
// A [Status] is therefore Unknown until somebody has seen otherwise: a Prober
// that returns an error says "I could not look" (Unknown); one that returns a
// Finding with faults says "I looked, and this is wrong" (AtRisk or Broken).
// Only a fresh, complete and positive observation Holds. Sorting is by
// [Status.Worse], never by number, and a roll-up ([Worst]) is never better
// than its worst member.
//
// # From a verdict to a person
//
// Verdicts that agree often enough ([Confirm]) open an [Incident]. Each step of
// an incident (opened, worse, acknowledged, resolved …) owes each channel on
// its [Route] one [Notice]. A [Channel]'s [Notifier] carries a notice out and
// answers with a [Receipt], whose outcome has four values, because a lost
// answer is neither a success nor a failure. A notice is written to disk before
// its first byte leaves, and a recovery is as durable as the alarm.
//
// # Identity
//
// A check's ID keys everything that outlives a process. A fault's Key is stable
// from look to look within its check. An incident's ID is never used again, and
// so neither is the dedup key that receivers know it by.
package holdfast
