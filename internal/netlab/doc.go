// Package netlab builds a small network for tests that need root: a probe, a
// router and a target, each a network namespace of its own, so that firewalls
// can be put anywhere on the way and nothing outside is ever touched.
//
//	probe 198.51.100.2 ── 198.51.100.1 router 203.0.113.1 ── 203.0.113.9 target
//	      2001:db8:1::2                                        2001:db8:2::9
//
// A look is taken by the test's own binary, started again inside the probe's
// namespace ([Main], [Lab.Look]).
package netlab
