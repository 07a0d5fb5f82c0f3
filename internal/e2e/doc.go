// Package e2e holds the proof that the main job works with real parts: the
// binary that people run, and beside it the servers of a Debian machine.
//
// Fakes agree with whoever wrote them. The suites of the kinds and channels use
// them to reach every failure; what they cannot show is that the parts of a real
// installation understand each other. So here nginx is stopped and started, and
// the mail about it goes through Exim with STARTTLS and a login into a Maildir;
// Prometheus scrapes by the file that docs/deploy ships, and promtool reads both
// pages; a real Redis stands in a network of its own, in the open and behind
// nftables; Chromium lays the pages out on a telephone's width, by day and by
// night, and computes what a person could not read; and the monitor runs on a
// machine without IPv6, and on one without a resolver, where it must say so in a
// sentence and blame nobody else.
//
// All tests have the build tag check, need root for the network namespaces, and
// touch nothing outside loopback and their own namespaces. HOLDFAST_SHOTS names a
// directory in which the pictures are left for a person to look at.
package e2e
