// Package crash holds the proof that holdfast may die at any moment and still
// tell every outage: once where the receiver can tell a repeat, at least once
// where it cannot.
//
// A program that sends messages and can lose its power has to choose what to
// write down first. Sending before noting doubles messages; noting before
// sending loses them. Holdfast notes the intent, sends, and notes the receipt.
// A death between the last two leaves a delivery in doubt, which is repeated
// under the same key. PagerDuty merges the repeat (dedup_key), Slack drops it
// (client_msg_id), a mail program and a webhook's owner can recognise it
// (Message-ID, Idempotency-Key). "Exactly once" is a property of sender and
// receiver together, so no test inside one process can show it.
//
// The tests therefore build the real program, run it as a child process on a
// real file system, and kill it with SIGKILL: at random moments, and at the
// named points where a death hurts most. These are before-commit and
// after-commit, around the journal's fsync; mid-send, when the intent is
// written and nothing is sent; before-receipt, when the receiver has the
// message and nobody wrote that down. The receivers are those of alerttest,
// which count what a person would see. The judgement comes after the last kill
// and reads only their ledgers.
//
// A SIGKILL leaves the kernel alive, so what was written but not synced
// survives it: lost power is the journal's own test.
//
// All tests have the build tag check. HOLDFAST_KILLS sets the least number of
// kills (default 24); HOLDFAST_SOAK=1 makes it 600, and 1,000 amid the sending of
// reports.
package crash
