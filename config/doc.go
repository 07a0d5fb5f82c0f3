// Package config reads what a person wrote and makes a [Plan] of it: the checks
// to ask, the channels to tell, and who hears of what.
//
// # A file that can be wrong in one place at a time is read one place at a time
//
// People edit a monitor's file in a hurry, often during the trouble that it is
// to watch. A loader that stops at the first fault makes them run it five times;
// one that names a line of an expansion nobody wrote makes them guess. So this
// package walks the whole file whatever it finds, and answers with [Faults]: all
// of them, each with file, line, column, the path of the key, what was found,
// what was wanted, and, where a word is near to one that is known, "did you
// mean". Beneath stands the line itself with a mark under the place:
//
//	holdfast.yaml:8:21: sites.app.example.com: no check kind "exposre"; did you mean exposure?
//	    app.example.com: {exposre: {allow: [80]}}
//	                      ^^^^^^^
//
// A file with any fault is refused whole: half a monitor is worse than the one
// that runs already.
//
// # Secrets
//
// An error message ends up in logs, tickets and chats. A line that is printed
// shows only what was understood and is no secret: every value that decoded into
// a [holdfast.Secret], every value nobody understood (it may be a token beside a
// misspelt key) and every value that came out of a variable stands as <secret>;
// comments and neighbouring lines are not shown at all. What a variable or a
// secret file held is besides struck out of every text, whoever wrote it.
//
// A secret is written ${NAME} or file:PATH. Variables are put in after parsing
// and within values only, so that none can become syntax: a password with a
// colon in it is a password.
//
// # How a file becomes a plan
//
//  1. parse: YAML text becomes nodes that know where they stand (syntax.go,
//     convert.go), with ${NAME} expanded (expand.go) and includes followed.
//  2. sections: each top-level key has a reader and a grammar struct
//     (sections.go, grammar.go); the same structs give the JSON Schema and the
//     reference.
//  3. layers: built-in < defaults < group < site < check. Maps are merged, lists
//     replaced, and off takes away (merge.go, layers.go, sites.go).
//  4. decode: merged nodes fill Go values, strictly, each fault at the line that
//     the value came from, in whichever layer that was (decode.go).
//  5. build: a kind makes its prober or notifier from its settings; what it
//     objects to is put beside the setting it names (build.go).
//
// The package imports no kind: it is handed a [Catalogue].
//
// # Identity
//
// A check is keyed by its id, which is its name unless the file says otherwise,
// and a site's checks are named HOST/KIND. What it asks is summed up in a hash of
// kind and settings, in which neither schedule nor owner nor any secret counts:
// when the hash changes, the confirmation window starts anew.
package config
