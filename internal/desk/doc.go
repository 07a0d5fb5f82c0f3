// Package desk is where verdicts come in and everything durable goes out: the
// one writer of the house.
//
// # Why one writer
//
// A page must follow from what was seen, exactly once, whatever crashes. That
// needs an order: first the event gets a number, then the book judges it, then
// the event, the book's new state, the incident and the notices it owes are
// written in one transaction, and only then may a message leave. With one
// goroutine doing this, the order of events is the order of their numbers, the
// replay of the events gives the same incidents, and nobody needs a lock that is
// held over a disk write.
//
// # What is written when
//
// A verdict that changes nothing (a calm check that holds again) is history: it
// waits in a batch and is written at most a second later, so that a thousand
// checks cost one fsync a second. A verdict that matters (a first failing look,
// an agreement, a recovery) is committed at once with everything that waited.
//
// # When the disk is gone
//
// If a commit fails, the batch is kept and tried again every second, and the
// alarm leaves all the same: straight from memory, under the fixed dedup key
// "hf-<instance>-<check>-degraded", together with one alarm about the monitor
// itself. After the first good commit these keys are resolved explicitly and
// the ordinary messages take over.
package desk
