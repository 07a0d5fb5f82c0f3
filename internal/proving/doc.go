// Package proving runs the real program as a child process, beside real servers,
// for the tests that judge it by what the world outside can see.
//
// A test inside the process can reach what a user cannot: it can hand over a
// fake clock, look into the journal while it is written, and be wrong about all
// that main, the linker and the operating system do. So the last word belongs
// to a binary that was built as the one people run, that reads a file, listens
// on ports, and ends by a signal. [Main] builds it once for a package's tests,
// [Start] begins a [Life] of it, in a network namespace if the test made one.
//
// Everything here listens on loopback, keeps its files in the test's own
// directory, and ends with the test.
package proving
