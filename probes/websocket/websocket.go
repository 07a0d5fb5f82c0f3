// Package websocket asks whether a WebSocket endpoint opens, lives and answers.
//
// # The question
//
// A WebSocket begins as HTTP/1.1 (RFC 6455 §4): the client asks to upgrade and
// sends sixteen random bytes, the key; the server says 101 and returns the
// SHA-1 of key and a fixed text. Only that proves that it understood: a cache or
// a page that says 101 by accident cannot compute it. From then on both send
// frames, and either may ask "are you there" (ping) and must be answered (pong).
//
// One look is one such visit: look up, connect, shake hands, ask for the
// upgrade, ping, say one message where the settings have one and hear the reply,
// and close as the protocol has it.
//
// # Why the pong matters
//
// The handshake is often answered by something in front (a proxy, a library),
// while the process that should speak behind it hangs. The pong comes from
// wherever frames are read; a reply to a message of the application's own
// language, with send and expect, comes from the application itself. Nothing is
// said beyond ping and close unless the settings say so: messages may act.
//
// # What is read
//
// Frames as §5 has them, and strictly: a server must not mask, must not use bits
// or lengths that nobody agreed on, and its control frames are short. What is
// read is bounded in bytes, frames and the length of a message. Messages are
// never told beyond a printable beginning, without what was sent.
//
// # What a failure proves
//
// As for every kind (package netdial): what the server said is an observation; a
// time-out is silence and needs an anchor; no route here is "could not look".
package websocket

import (
	_ "embed"
	"time"

	"holdfast"
)

//go:embed doc.md
var doc string

//go:embed sample.yaml
var sample string

// Kind returns the kind "websocket".
func Kind() holdfast.Kind[holdfast.Prober] {
	return holdfast.Kind[holdfast.Prober]{
		Name:     "websocket",
		Title:    "a WebSocket endpoint opens, lives and answers",
		Doc:      doc,
		Sample:   sample,
		Settings: defaults(),
		New:      newProber,
		Every:    time.Minute,
		Timeout:  10 * time.Second,
	}
}
