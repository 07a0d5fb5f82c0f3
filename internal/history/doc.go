// Package history counts: how long a check was up, down, at risk, unknown, under
// maintenance or not seen at all in a period, what is left of an error budget,
// and how facts changed. It is arithmetic without a clock, a file or a
// connection; the journal hands it what was written down.
//
// # Six times that add up
//
// Most monitors divide good looks by all looks. That number changes with the
// interval, counts a re-look twice, and turns an hour in which the monitor
// itself was off into an hour that never was. Here time is counted, in whole
// milliseconds: each instant of a period has exactly one of six states, so that
// the six times of a check always add up to the period, and those of two
// neighbouring periods to those of both ([Account]).
//
// # What decides an instant
//
// In this order:
//
//   - Maintenance: a planned window of the config covers the check. It counts
//     from the moment at which the config had it: nobody excuses an outage
//     afterwards. Silences only hold pages back and excuse nothing.
//   - Blind: nobody could see. The vantage had lost its anchors (checks of local
//     targets need none), or no monitor ran: the verdict of the last look before
//     had run out, and the first look after had not begun.
//   - Down, at risk, up: the state that the confirmation rule gave the check,
//     from the start of the first look that said so. A failed look that was never
//     confirmed changes nothing, and a confirmed outage counts from its first
//     failed look, not from its last.
//   - Unknown: everything else. Nobody had looked yet, the looks proved nothing,
//     or the verdict had run out while the monitor ran. A gap is never uptime.
//
// # Availability and error budget
//
// Availability is (up + at risk) / (up + at risk + down): of the time in which
// something was proven, the share in which the service did what it should. At
// risk counts as available, because it is a warning about tomorrow. The share of
// the period that was proven at all is always told beside it. An error budget is
// (1 − target) × window, spent by time down alone ([Budget]).
//
// [Method] gives these rules in sentences, to be printed wherever a number is.
package history
