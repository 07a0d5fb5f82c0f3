// Package report is the weekly scan report: what is known, what changed, and
// what somebody should do about it, for one period of time.
//
// # A report is data first
//
// A [Document] holds every number of a report as plain values. It is made once,
// from the journal and the config, and every form (text, mail, Markdown, JSON,
// page, PDF) only sets it: no form counts anything by itself. So the forms can
// never disagree, and the JSON that is embedded in a PDF or a page is all that
// is needed to recompute the report later and to say which number differs.
//
// # How time is counted
//
// A period is cut into six [Times] that never overlap and add up to it: up,
// down, at risk, unknown, maintenance and blind. "Unknown" is time in which
// nobody could look or nobody did, "blind" time in which the monitor itself had
// lost its network. Neither is ever counted as good; a sentence is proven for
// exactly the time in which fresh looks showed that it held.
//
// # How findings are compared
//
// A finding is a fault of a check; its identity is the check's ID and the
// fault's key, which stay the same from look to look. Against the period before
// a finding is new, still open, regressed (it had been resolved once), resolved,
// or gone (its check is no longer watched, so that nobody can say that it was
// mended). A look that saw nothing resolves nothing: until a later look shows
// that the fault is gone, it stays open.
//
// # How it is sent
//
// Mail has no idempotence of its own. A report is therefore owed by a row of the
// journal that is written before the first byte leaves, one for each period and
// recipient, and its Message-ID follows from the two: where only the server's
// answer was lost, the repetition carries the same one and collapses in the
// mailbox (RFC 5322 §3.6.4).
package report
