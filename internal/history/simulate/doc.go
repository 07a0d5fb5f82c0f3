// Package simulate writes a journal of some weeks whose truth is known.
//
// A small estate is watched by the real book of incidents: outages (one over the
// end of a week, one under maintenance, one while the vantage is blind, one that
// lasts still), single failed looks, a certificate that is replaced, a port that
// opens and closes, a grade that falls, times in which nothing could be seen and
// times in which no monitor ran, acknowledgements, reminders, a slow receiver, a
// drill. All of it is the same at each run with the same end.
//
// Beside it stands the truth. It is not asked of the book or of the journal: it
// follows from the script ([Script]) and from the times of the looks, by rules
// simple enough to be read ([Truth]). What the journal answers must be equal to
// it, number by number.
package simulate
