// Package draft is a config that is being written from somebody else's.
//
// # Three things a draft keeps
//
// Checks, channels, routes and windows, each with comments; what was left
// behind ([Left]), beside the entry it belongs to and in one list; and the
// secrets that were found, of which the text knows the name alone ([Secret]).
//
// # When an entry is written and when it is not
//
// A want that cannot be said here (a JSON path, say) leaves a weaker check, and
// the check says so in a comment. What changes the question itself (a proxy, a
// log-in that is not known here, "must fail") leaves no check: one that asks
// something else would page for nothing, or never. It is then written as a
// comment ([Entry.Off]), as near to the original as it gets, for a person to
// finish.
//
// # The text always loads
//
// No importer can know all that each kind objects to. So the text is given to
// the loader itself, and an entry that it refuses is written as a comment with
// the loader's words above it ([Draft.Settle]).
package draft
