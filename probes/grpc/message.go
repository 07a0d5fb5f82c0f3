package grpc

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// serving is the enumeration HealthCheckResponse.ServingStatus.
type serving int32

// The states that a server may tell of a service. SERVICE_UNKNOWN is for Watch
// only; a Check that does not know the service fails with NOT_FOUND.
const (
	servingUnknown        serving = 0
	servingYes            serving = 1
	servingNot            serving = 2
	servingServiceUnknown serving = 3
)

// String returns the state's name in the protocol.
func (s serving) String() string {
	switch s {
	case servingUnknown:
		return "UNKNOWN"
	case servingYes:
		return "SERVING"
	case servingNot:
		return "NOT_SERVING"
	case servingServiceUnknown:
		return "SERVICE_UNKNOWN"
	default:
		return fmt.Sprintf("state %d", int32(s))
	}
}

// healthRequest encodes HealthCheckRequest: string service = 1.
func healthRequest(service string) []byte {
	if service == "" {
		return nil
	}
	out := binary.AppendUvarint([]byte{1<<3 | wireBytes}, uint64(len(service)))
	return append(out, service...)
}

// prefix puts the length before a message (gRPC over HTTP2,
// "Length-Prefixed-Message"); the first byte says that it is not compressed.
func prefix(message []byte) []byte {
	out := binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message))) //nolint:gosec // maxService bounds it
	return append(out, message...)
}

// headLength is the length of what comes before a message.
const headLength = 5

// unprefix takes the one message out of a body.
func unprefix(body []byte) ([]byte, error) {
	if len(body) < headLength {
		return nil, fmt.Errorf("%d bytes came, want one message with 5 bytes before it", len(body))
	}
	size := binary.BigEndian.Uint32(body[1:])
	message := body[headLength:]
	switch {
	case body[0] != 0:
		return nil, fmt.Errorf("the message is compressed (flag %d) although only identity is accepted", body[0])
	case uint64(len(message)) != uint64(size):
		return nil, fmt.Errorf("%d bytes of message came, its length says %d; want exactly one message", len(message), size)
	default:
		return message, nil
	}
}

// Wire types of protocol buffers (encoding, "Message Structure").
const (
	wireVarint = 0
	wireFixed8 = 1
	wireBytes  = 2
	wireFixed4 = 5
)

// errCut says that a message ends in the middle of a field.
var errCut = errors.New("the message ends in the middle of a field")

// healthResponse decodes HealthCheckResponse: ServingStatus status = 1. Fields
// that are not known are passed over, and of several the last counts.
func healthResponse(message []byte) (serving, error) {
	status := servingUnknown
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		if n <= 0 || tag>>3 == 0 {
			return 0, errors.New("the message has a field without a number")
		}
		message = message[n:]
		value, size, err := field(tag&7, message)
		if err != nil {
			return 0, err
		}
		if tag == 1<<3|wireVarint {
			status = serving(int32(value)) //nolint:gosec // an enumeration is cut to 32 bits
		}
		message = message[size:]
	}
	return status, nil
}

// field measures the value at the head of the bytes; what a varint says is
// returned as well.
func field(wire uint64, b []byte) (value uint64, size int, err error) {
	switch wire {
	case wireVarint:
		value, size = binary.Uvarint(b)
	case wireFixed8:
		size = 8
	case wireFixed4:
		size = 4
	case wireBytes:
		length, n := binary.Uvarint(b)
		if n <= 0 || length > uint64(len(b)-n) {
			return 0, 0, errCut
		}
		size = n + int(length) //nolint:gosec // not more than len(b)
	default:
		return 0, 0, fmt.Errorf("the message has a field of wire type %d, which does not exist any more", wire)
	}
	if size <= 0 || size > len(b) {
		return 0, 0, errCut
	}
	return value, size, nil
}
