// Package discover reads lists of targets that stand outside the config, in the
// forms of Prometheus' file_sd and http_sd, and watches them.
//
// # A list is somebody else's word
//
// Whoever can write the list can name what is asked, so the config says which
// targets may come from it ([config.Discovery] Allow): names, domains, addresses
// and ranges. What is not allowed is not asked, and said. A target is a host,
// host:port or a web address; anything else is refused the same way.
//
// # A list that cannot be read changes nothing
//
// The last good list is kept in a file of the data directory, and stays what is
// watched while its source is away, answers nonsense, or is empty of a sudden: a
// generator that was killed half-way must not end the watch of everything. The
// check discover/NAME is unknown then, with all that follows from it: page,
// metrics, an incident.
//
// # A target that leaves
//
// When a list was read and differs, it is kept and the config is loaded again.
// What is on it no longer is no longer watched: its checks end, and an open
// incident is told as "no longer watched", never as a recovery.
package discover
