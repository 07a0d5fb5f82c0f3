// Package board makes, of everything that the monitor knows, what one audience
// may see: the status page as data, before it is HTML, JSON, a feed or a badge.
//
// # Two audiences
//
// Staff see everything. The public sees the checks that the config names under
// page.checks, and of those, names and states: a reason such as "connection
// refused by 10.0.0.5:3306" is a map of the house for whoever wants in. Reasons,
// facts and last evidence are public only where page.evidence says so. What is
// not named is not there: it is counted in no sum and has no address to guess.
//
// # A page that is old must say so
//
// A status page is read when something is wrong, and that may be the monitor. A
// file that was written an hour ago and still says "all well" is then the worst
// lie that a monitor can tell. Every board therefore carries the time until
// which it may be believed ([Trust] after it was made); each page prints it, and
// turns everything on it to unknown once that time has passed. Boards are made
// anew every minute, and their times are whole minutes, so that a page changes,
// and its ETag with it, when something happened or a minute is over.
//
// # Ninety days at a glance
//
// A day's bar shows the worst that matters of it: down for any time down, then
// at risk, then unknown where more than a twentieth of the day was not seen (a
// gap is never uptime), maintenance where more than half of it was planned work,
// else up. The numbers behind a bar are exact and stand in a table beside it.
//
// # Other people's formats
//
// The Statuspage summary ([NewSummary]) has no word for "nobody knows".
// Something unknown is told there as degraded, never as operational. Feeds follow
// RFC 4287; an entry's id is made of the journal's name, the incident and the
// step, and so stays the same for ever.
package board
