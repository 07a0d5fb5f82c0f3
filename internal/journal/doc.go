// Package journal is Holdfast's durable memory: one SQLite file in a data
// directory that a single process writes and anybody may read.
//
// # What a commit promises
//
// A monitor that forgets is worse than none: the failure it saw before a power
// cut must still be told after it, and the recovery as well. So everything that
// belongs together goes into one [Batch]: the events that the book of incidents
// was told, the state it is in now, the incidents that changed and the notices
// that are owed because of it. [Journal.Commit] writes a batch whole or not at
// all, and returns only when it is on the disk. It uses the write-ahead log with
// synchronous=FULL; with the usual NORMAL, a measured power cut took 14 % of the
// transactions that had been acknowledged.
//
// One goroutine writes. Whatever waits when it comes round goes into one
// transaction (group commit), so that many callers share one fsync; a part that
// fails is taken out and fails alone.
//
// # What is kept
//
// Every look is a row of about 27 bytes for two hours, is then packed with the
// others of its hour to about a byte, and adds to the counts of that hour: how
// many looks, how many bad or unknown, how many were due and gave nothing. A gap
// is counted as missing and never reads as uptime. Latency is kept as a sketch of
// each hour and day (package sketch), and a day of a check is made when it is
// over. What a look saw changes rarely and is stored by its hash when it changes,
// with the last look that still saw it so; the reason's milliseconds ("200 in
// 143 ms") are no change. The last look of every check and its kind's own memory
// are kept as a checkpoint.
//
// How long a check was up or down is no count of looks. It is reckoned from the
// moments at which the book confirmed a status, the windows of the config that
// was in force, the times without anchors and those in which no monitor ran
// (package history): [Journal.Records].
//
// Housekeeping ([Journal.Prune]) runs beside the monitor in steps of a few
// milliseconds, each begun only while nobody else waits to write. Looks and hours
// go after 400 days; days, changes, transitions, incidents and events stay.
//
// # Time
//
// Stamps are wall time in milliseconds UTC. Order is never a time: events and
// notices are numbered by the one writer. Every opening of the journal counts up
// its epoch, so that what a process before us numbered is never numbered again.
//
// # What is refused
//
// A file that is damaged, that is no journal, or that a newer Holdfast wrote is
// refused with one sentence and left as it is: a tool that repairs evidence
// destroys it.
package journal
