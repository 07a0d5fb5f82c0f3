// Package courier carries notices to people: durably, in order, and without one
// receiver costing another anything.
//
// # The outbox
//
// A notice is a row of the outbox, written in the transaction that owes it. The
// courier is the only one that moves rows. Before the first byte of an attempt
// leaves it marks the row as sending, on disk; when the receiver has answered it
// stores the answer. A process that dies in between finds the row as sending
// when it comes back and knows what it does not know: the message may have been
// taken. It then repeats it with Doubt set and under the same ID, and the channel
// reconciles (PagerDuty merges by key, Slack finds its own message). So nothing
// is lost, and nothing is doubled but in doubt.
//
// # Four outcomes
//
// Accepted ends the row. Refused ends it too, in red: repeating is useless, so
// the other channels are told that this one refuses; once its settings are
// mended, what is still open is owed to it anew, in rows of their own. Retry
// comes again after a back-off from one second to a minute, or when the receiver
// says (Retry-After binds the whole channel). Unknown is a lost answer: the row
// settles for the channel's timeout, so that the first attempt cannot overtake
// the second.
// Deadlines are stored when they are set, on two clocks; a process that is
// killed each second does not start its waits anew.
//
// # Order
//
// A thread is an incident on a channel. Its rows leave strictly one after the
// other; threads do not wait for each other, channels even less: each has its
// own goroutines, its own pace and its own failures. What queues up behind a
// failing head is folded ([plan]): the newest reminder says all that the older
// ones did, and an outage that is over before anybody could be told of it is told
// as one message ("was down 09:12–09:31, could not tell you until 09:40") and
// then as resolved.
//
// # When the disk is gone
//
// The alert still leaves: [Courier.Emergency] sends from memory, by the same
// rules but for the durability.
package courier
