package greet

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"net"
)

// opMsg is the opcode of OP_MSG (MongoDB Wire Protocol).
const opMsg = 2013

// mongoUnauthorized is the error code of a command that needs a login.
const mongoUnauthorized = 13

// askMongo asks for the build, which every server tells, then for the names of
// the databases, which one with access control tells nobody without a login.
func askMongo(_ context.Context, conn net.Conn) (Greeting, error) {
	build, err := mongoCommand(conn, 1, "buildInfo", false)
	if err != nil {
		return Greeting{}, err
	}
	g, err := ParseMongo(build)
	if err != nil {
		return Greeting{}, err
	}
	if list, err := mongoCommand(conn, 2, "listDatabases", true); err == nil {
		g.Access, g.Said = mongoAccess(list)
	}
	return g, nil
}

// mongoCommand sends a command with the argument 1 to the database admin and
// returns the document of the answer.
func mongoCommand(conn net.Conn, id uint32, name string, namesOnly bool) ([]byte, error) {
	doc := bsonInt(nil, name, 1)
	if namesOnly {
		doc = append(append(append(doc, 0x08), "nameOnly\x00"...), 1)
	}
	doc = append(append(append(doc, 0x02), "$db\x00"...), 6, 0, 0, 0)
	doc = append(append(doc, "admin\x00"...), 0)
	body := append(make([]byte, 5), binary.LittleEndian.AppendUint32(nil, uint32(len(doc)+4))...) //nolint:gosec // some 50 bytes
	body = append(body, doc...)
	head := make([]byte, 16)
	binary.LittleEndian.PutUint32(head, uint32(16+len(body))) //nolint:gosec // some 70 bytes
	binary.LittleEndian.PutUint32(head[4:], id)
	binary.LittleEndian.PutUint32(head[12:], opMsg)
	if _, err := conn.Write(append(head, body...)); err != nil {
		return nil, err
	}
	return mongoAnswer(conn)
}

// bsonInt appends an element of 32 bits.
func bsonInt(doc []byte, name string, value uint32) []byte {
	doc = append(append(append(doc, 0x10), name...), 0)
	return binary.LittleEndian.AppendUint32(doc, value)
}

// mongoAnswer reads an OP_MSG with one document.
func mongoAnswer(conn net.Conn) ([]byte, error) {
	head := make([]byte, 16)
	if _, err := io.ReadFull(conn, head); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(head)
	if size < 16+5+5 || size > 1<<20 || binary.LittleEndian.Uint32(head[12:]) != opMsg {
		return nil, errStranger
	}
	body := make([]byte, size-16)
	if _, err := io.ReadFull(conn, body); err != nil {
		return nil, err
	}
	return body[5:], nil
}

// ParseMongo reads the answer to buildInfo: a document with ok and version.
func ParseMongo(doc []byte) (Greeting, error) {
	fields, ok := bsonFields(doc)
	if _, has := fields["ok"]; !ok || !has {
		return Greeting{}, errStranger
	}
	g := Greeting{Service: "mongodb", Title: "MongoDB", Access: AccessUnknown, Said: "answers strangers about its build"}
	if version, is := fields["version"].(string); is {
		g.Version = clean(version)
	}
	return g, nil
}

// mongoAccess reads the answer to listDatabases.
func mongoAccess(doc []byte) (Access, string) {
	fields, ok := bsonFields(doc)
	code, refused := fields["code"].(int32)
	switch {
	case !ok:
		return AccessUnknown, "answers strangers about its build"
	case fields["ok"] == 1.0:
		return AccessOpen, "tells strangers the names of its databases"
	case refused && code == mongoUnauthorized:
		return AccessAuth, "asks for a login"
	default:
		return AccessUnknown, fmt.Sprintf("refuses with error %d", code)
	}
}

// bsonFields reads the numbers and strings of a document's first level
// (bsonspec.org); it reports false for what is no document.
func bsonFields(doc []byte) (map[string]any, bool) {
	if len(doc) < 5 || binary.LittleEndian.Uint32(doc) > uint32(len(doc)) { //nolint:gosec // at most 1 MiB
		return nil, false
	}
	fields := map[string]any{}
	rest := doc[4:]
	for len(rest) > 0 && rest[0] != 0 {
		kind := rest[0]
		name, value, ok := cutName(rest[1:])
		if !ok {
			return nil, false
		}
		size, ok := bsonSize(kind, value)
		if !ok || size > len(value) {
			return nil, false
		}
		switch kind {
		case 0x01:
			fields[name] = math.Float64frombits(binary.LittleEndian.Uint64(value))
		case 0x02:
			fields[name] = string(value[4 : size-1])
		case 0x10:
			fields[name] = int32(binary.LittleEndian.Uint32(value)) //nolint:gosec // the format's own signed number
		}
		rest = value[size:]
	}
	return fields, true
}

// cutName takes the name of an element, which ends with a NUL.
func cutName(raw []byte) (name string, rest []byte, ok bool) {
	for i, c := range raw {
		if c == 0 {
			return string(raw[:i]), raw[i+1:], true
		}
	}
	return "", nil, false
}

// bsonSize is how many bytes a value takes.
func bsonSize(kind byte, value []byte) (int, bool) {
	var length uint32
	if len(value) >= 4 {
		length = binary.LittleEndian.Uint32(value)
	}
	switch kind {
	case 0x01, 0x09, 0x11, 0x12:
		return 8, len(value) >= 8
	case 0x10:
		return 4, len(value) >= 4
	case 0x02:
		return 4 + int(length), len(value) >= 4 && length >= 1 && length < 1<<20
	case 0x03, 0x04:
		return int(length), length >= 5 && length < 1<<20
	case 0x05:
		return 5 + int(length), len(value) >= 5 && length < 1<<20
	case 0x07:
		return 12, true
	case 0x08:
		return 1, len(value) >= 1
	case 0x0a:
		return 0, true
	case 0x13:
		return 16, true
	default:
		return 0, false
	}
}
