// Package post carries reports to people: each mail once for each recipient and
// period, whatever dies in between.
//
// A letter is a row of the journal that holds the whole mail. It is written in
// the transaction that makes the report; only then does anything leave. Before
// the first byte of an attempt the row is marked as sending, after the server's
// answer it is marked with it. A process that finds a row as sending was killed
// in between and cannot know whether the server took the mail: it waits until
// the old attempt can no longer be on its way and sends the very same bytes
// again, Message-ID and Date included, so that a mailbox shows one mail
// (RFC 5322 §3.6.4). A mail that the server answered for is never sent again.
//
// Letters wait for nobody: a recipient whose server refuses costs the others
// nothing. A mail that cannot be sent is tried for [Patience], with a wait that
// doubles from half a minute to an hour.
package post
