// Package incident is the book in which verdicts become incidents and incidents
// become notices that are due.
//
// # Why a book, and why it is pure
//
// The hard part of alerting is not sending; it is never to say a thing twice,
// never to leave a thing unsaid, and to be able to show afterwards why. A
// [Book] therefore has no clock, no connection, no goroutine and no chance in
// it. It takes one numbered [Event] after the other and answers with the
// [Effect]s that follow: incidents to store, notices to deliver, looks to take
// again. The same events give the same effects to the last byte, so a crash is
// repaired by reading, a bug by replaying, and an auditor's question by doing
// both.
//
// Three things reach it from outside: what was seen (verdict, stale, blind),
// what people did (ack, silence, unsilence, drill, config) and the time (tick).
// [Book.NextDue] says when the next tick is owed; nothing else fires by itself.
//
// # From a look to a level
//
// One look proves little: a web server restarts, a packet is lost. A check's
// level (holds, at risk, broken) moves only when Need of its last Of looks
// agree, and the same rule takes it back. The first look that contradicts the
// level asks for further ones at once, spread geometrically over the rule's time
// (0, 5 and 20 s for three looks in 20 s). A look that could not be taken
// freezes this window: it neither confirms nor resolves anything. Its own run is
// counted beside it: asked again after 1, 5 and 15 minutes, and only if it still
// lasts does it become an incident of class unknown.
//
// A look that says "not finished yet" (Unknown without a headline: the first
// round of a port sweep) is no such run. It takes the proof away, because only
// a complete look holds, but it is nobody's incident.
//
// # Classes
//
// A check has at most one open incident of each class. An outage that improves
// to at risk is resolved, and the risk opens. A risk that worsens to an outage
// stays open underneath and says nothing until the outage is over: each channel
// hears one beginning and one end of each, never a recovery from a risk that
// has just become an outage. While an outage is open its check raises no
// incident of class unknown: people already know, and an unknown look is no
// recovery. Blind belongs to a vantage, not to a check, and while it lasts its
// checks' unknown looks count towards nothing.
//
// # Ladder, hold, recovery
//
// The first route that matches gives an incident its ladder, for its life: a
// reload changes the ladders of later incidents. A rung is due After the
// opening. A channel that a later rung names again is reminded, not told anew.
// An acknowledgement ends ladder and reminders. Silences and maintenance
// windows hold back beginnings, worsenings and reminders, never looks and never
// a recovery; when the hold ends and the incident is still open, its ladder
// starts then. A recovery is owed to exactly the channels that were told of
// the beginning, whatever holds by then; who was not told of the beginning is
// not told of the end. A channel that refused the beginning may be offered it
// anew ([EventOffer]): it is told the incident as it is then, unless a person
// took it meanwhile.
//
// # Time
//
// Order is the events' number, never their time. [Event.At] is the wall clock
// of the writer when it numbered the event. Small steps back (up to 30 s) let
// the book's time stand still; a greater one is a corrected clock, and every
// time the book keeps is moved with it, open incidents included, so that no
// deadline starves and every duration stays true. A step that the writer saw
// happen comes as an event of its own ([EventClock]) and moves them likewise,
// either way. A step forward that nobody saw cannot be told from having been
// off: what is overdue is done at once. All times are kept in
// whole milliseconds UTC, as they are stored.
package incident
