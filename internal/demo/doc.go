// Package demo is a small estate on loopback, watched live: the newcomer's first
// minute with Holdfast.
//
// Everything that watches is real: the same app as `holdfast run`, with its
// journal, its outbox and its page. Only what is watched and who is told are
// pretend: four hosts with names of their own (a resolver in memory knows them),
// a Slack, a PagerDuty and a mail server that only count. A script makes the
// things happen that a monitor is for: a host that fails and comes back, a
// database without a password, a receiver that is away when it is needed, an
// uplink that is cut. Nothing leaves 127.0.0.1, and nothing is left behind
// unless a data directory was named.
package demo
