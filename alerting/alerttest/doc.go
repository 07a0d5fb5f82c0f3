// Package alerttest is the suite that every channel runs, and the receivers it
// runs against.
//
// A channel is right when it is right about failures. [Run] sends one notice
// through each way in which a receiver can fail ([Mode]): it refuses, limits,
// drops the connection before or after it took the message, hangs, answers with
// something unreadable, or stands behind a gateway that loses its answer. Each
// time the suite demands the one true outcome, repeats what was left in doubt,
// and counts what a person would see: nothing may be lost, and nothing doubled
// where the receiver offers a way to tell. It searches every answer and every
// log line for the channel's secrets, and its receivers help: they echo the
// whole request in their refusals.
//
// The receivers play their real models as far as a channel can notice: lengths
// and limits are checked, keys merge, channels have names and ids. They listen
// on 127.0.0.1 and end with the test.
package alerttest
