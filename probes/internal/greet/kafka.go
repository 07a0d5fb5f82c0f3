package greet

import (
	"context"
	"encoding/binary"
	"io"
	"net"
)

// The API keys of Kafka's protocol that are used.
const (
	kafkaMetadata    = 3
	kafkaAPIVersions = 18
)

// askKafka asks which requests the broker knows, then for the brokers, without
// any topic: one that wants SASL closes at this.
func askKafka(_ context.Context, conn net.Conn) (Greeting, error) {
	answer, err := kafkaRequest(conn, kafkaAPIVersions, 0, 1, nil)
	if err != nil {
		return Greeting{}, err
	}
	g, err := ParseKafka(answer)
	if err != nil {
		return Greeting{}, err
	}
	_, err = kafkaRequest(conn, kafkaMetadata, 1, 2, []byte{0, 0, 0, 0})
	switch {
	case err == nil:
		g.Access, g.Said = AccessOpen, "serves strangers"
	case closed(err):
		g.Access, g.Said = AccessAuth, "asks for a proof (closes on a stranger's request)"
	}
	return g, nil
}

// kafkaRequest sends a request with the header of version 1 and returns the
// body of the answer.
func kafkaRequest(conn net.Conn, key, version uint16, id uint32, body []byte) ([]byte, error) {
	request := binary.BigEndian.AppendUint16(nil, key)
	request = binary.BigEndian.AppendUint16(request, version)
	request = binary.BigEndian.AppendUint32(request, id)
	request = append(append(append(request, 0, 8), "holdfast"...), body...)
	if _, err := conn.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(request))), request...)); err != nil { //nolint:gosec // some 30 bytes
		return nil, err
	}
	var head [8]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if size < 4 || size > 1<<20 || binary.BigEndian.Uint32(head[4:]) != id {
		return nil, errStranger
	}
	answer := make([]byte, size-4)
	_, err := io.ReadFull(conn, answer)
	return answer, err
}

// ParseKafka reads the answer to ApiVersions v0: an error code, a count, and per
// API its key, lowest and highest version.
func ParseKafka(answer []byte) (Greeting, error) {
	if len(answer) < 6 || binary.BigEndian.Uint16(answer) != 0 {
		return Greeting{}, errStranger
	}
	count := binary.BigEndian.Uint32(answer[2:])
	if count == 0 || uint64(len(answer)) < 6+6*uint64(count) {
		return Greeting{}, errStranger
	}
	return Greeting{Service: "kafka", Title: "Kafka", Access: AccessUnknown, Said: "says which requests it knows"}, nil
}
