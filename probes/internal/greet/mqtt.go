package greet

import (
	"context"
	"fmt"
	"io"
	"net"
)

// mqttConnect is CONNECT of MQTT 3.1.1 (3.1): no user, no password, no will, a
// clean session, no client identifier, so that nothing of us is kept.
func mqttConnect() []byte {
	return []byte("\x10\x0c\x00\x04MQTT\x04\x02\x00\x0a\x00\x00")
}

// askMQTT connects as nobody: the broker says whether it takes strangers.
func askMQTT(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := conn.Write(mqttConnect()); err != nil {
		return Greeting{}, err
	}
	var answer [4]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return Greeting{}, err
	}
	g, err := ParseMQTT(answer[:])
	if g.Access == AccessOpen {
		_, _ = conn.Write([]byte{0xe0, 0}) // DISCONNECT; the connection ends either way
	}
	return g, err
}

// ParseMQTT reads CONNACK (3.2): its type, its length, flags, the return code.
func ParseMQTT(answer []byte) (Greeting, error) {
	if len(answer) != 4 || answer[0] != 0x20 || answer[1] != 2 || answer[2] > 1 {
		return Greeting{}, errStranger
	}
	g := Greeting{Service: "mqtt", Title: "MQTT", Access: AccessUnknown}
	switch code := answer[3]; code {
	case 0:
		g.Access, g.Said = AccessOpen, "takes strangers"
	case 4, 5:
		g.Access, g.Said = AccessAuth, "asks for a login"
	default:
		g.Said = fmt.Sprintf("refuses with return code %d", code)
	}
	return g, nil
}
