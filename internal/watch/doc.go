// Package watch asks every check when it is due, and turns what came of it into
// a verdict. It knows nothing of databases, incidents or channels: memory comes
// in by a function, verdicts go out by another.
//
// # When a check is due
//
// A thousand checks that all start in the same instant measure the monitor and
// not the targets. So each check has a phase, a hash of its ID, at which it is
// asked in every interval; it is the same after a restart. Phases are rounded
// down to slots of a hundredth of the interval, at least 100 ms and always a
// multiple of it: looks that share a slot share one wake-up of the processor,
// which costs a third of waking for each. One gocron job serves one slot of one
// interval (a bucket), hence at most 101 jobs an interval however many checks
// there are. One job a check collapses between 5,000 and 10,000 runs a second,
// and gocron then drops runs without a word. A slot with more than fifty looks
// spreads them over its width, unless they wait for nothing and end at once.
//
// The due times form a grid that is anchored in the wall clock once, at the
// start, and then follows the monotonic clock. A wall clock that is set an hour
// back silences every job of a scheduler that reads it, for that hour; here it
// changes nothing, and the step is handed to the caller as an event.
//
// A check whose grid point is further away than its last look plus its interval
// (it was changed, or the program was away), or that was never looked at, is
// asked once in between: within a minute at the latest, spread by its hash.
//
// # What may run at once
//
// By Little's law the looks in flight are the sum of timeout/interval over all
// checks when every target hangs. So many permits there are, and some spare:
// the failure of everything at once, the moment that a monitor is kept for, is
// not the moment in which it skips looks. A load that the process has too few
// file descriptors for is refused when it is set, not met at three in the
// morning. Heavy kinds have a small pool of their own and can only delay each
// other. A check never overlaps itself. A due run that could not start is
// counted, by reason; none is skipped silently.
//
// # What a look is worth
//
// [Ask] puts one question: with a deadline (the check's timeout, at most 80 % of
// its interval), with a guard against panics, and then with three doubts, for a
// monitor sees its own faults first and is inclined to blame the targets:
//
//   - Late. A goroutine that should wake every 50 ms says how late it was woken
//     ([Lag]). A time-out in whose window it was late proves that this machine
//     was short of CPU, and nothing else: Unknown.
//   - Blind. When a look fails, the vantage's anchors are asked before it counts
//     ([Guard]). If none answers, our own way out is gone: Unknown, and one event
//     for the whole vantage instead of an alarm a target.
//   - Silent. A target that says nothing is Broken only beside something that
//     did answer in the same time: an anchor, or, where none is configured,
//     another host of the same watch ([Answers]).
//
// Neither doubt ever turns a failure into a success: what is doubtful is Unknown.
package watch
