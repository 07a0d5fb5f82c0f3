// Package source reads the files of other monitors into one tree whose every
// node knows where it stands and whether anybody has asked for it.
//
// # Nothing is lost in silence
//
// Whoever moves house wants to know what stayed behind. An importer that copies
// the fields it knows cannot tell: what it does not know it does not see. So the
// tree remembers which nodes were read. An importer asks for what it
// understands, and what was never asked for is listed at the end ([Node.Unread])
// with its file, line and column.
//
// # Places
//
// YAML (anchors, aliases and merge keys resolved) and JSON become the same
// tree. JSON is read by a reader of its own, not as YAML: backups are often one
// line of a megabyte, and their escapes are not YAML's. A value of the wrong
// sort is a [Fault] at its place; reading goes on, so that all of them are told
// at once.
package source
