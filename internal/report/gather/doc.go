// Package gather makes a report's document from a journal.
//
// Everything is taken as it stood at the period's end: the checks, promises and
// windows are those of the config that was in force then, an incident that was
// resolved later is still open, a mail that was answered later is waiting. So a
// report of last spring can be made anew today and must give the same numbers;
// holdfast report verify does nothing else.
package gather
