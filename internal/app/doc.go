// Package app is the whole program: New wires the rooms together, Run keeps
// them going, and tests start it in-process as a person starts the binary.
//
// The way of one result: the watch asks a check when it is due and hands the
// verdict to the desk; the desk asks the book, writes event, incident and
// notices in one transaction and wakes the courier; the courier sends. Pages
// and metrics read the desk's view and never its locks. Nothing here decides
// anything: this is the only package that knows all rooms, and so it must be
// the dullest one.
//
// # Life
//
// Start: read the config, take the data directory, bind the listeners, restore
// the book, then watch. A fault in any of these ends the start with one
// sentence. Stop (SIGTERM): no new looks, running ones drain, the desk commits
// what waits, sends under way get their answer. Reload (SIGHUP): a config with
// a fault is refused whole and the old one goes on.
package app
