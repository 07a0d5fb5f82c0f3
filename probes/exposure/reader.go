package exposure

import (
	"bytes"
	"encoding/binary"
	"io"
	"net/netip"
)

// reader unpacks a memory; after an error it reads zeros.
type reader struct {
	in  *bytes.Reader
	err error
}

// fail keeps the first error.
func (r *reader) fail(err error) {
	if r.err == nil && err != nil {
		r.err = err
	}
}

// fixed reads eight bytes.
func (r *reader) fixed(into *uint64) { r.fail(binary.Read(r.in, binary.BigEndian, into)) }

// signed reads a signed varint.
func (r *reader) signed() int64 {
	v, err := binary.ReadVarint(r.in)
	r.fail(err)
	return v
}

// count reads a number that may be at most most.
func (r *reader) count(most uint64) int {
	v, err := binary.ReadUvarint(r.in)
	r.fail(err)
	if v > most {
		r.fail(errState)
	}
	if r.err != nil {
		return 0
	}
	return int(v) //nolint:gosec // bounded
}

// port reads a port.
func (r *reader) port() uint16 { return uint16(r.count(65535)) } //nolint:gosec // bounded

// place reads an address and what is known of it.
func (r *reader) place() (netip.Addr, *place) {
	name := make([]byte, r.count(128))
	_, err := io.ReadFull(r.in, name)
	r.fail(err)
	addr, err := netip.ParseAddr(string(name))
	r.fail(err)
	p := &place{owed: float64(r.count(1e6)) / 1e6}
	for n := r.count(65535); n > 0 && r.err == nil; n-- {
		p.open = append(p.open, r.port())
	}
	for n := r.count(watchMost); n > 0 && r.err == nil; n-- {
		p.seen = append(p.seen, sighting{r.port(), moment(r.signed())})
	}
	at := int64(0)
	for n := r.count(1024); n > 0 && r.err == nil; n-- {
		at += r.signed()
		b := block{at: moment(at)}
		for _, field := range []*uint8{&b.closed, &b.proven, &b.byHop, &b.silent, &b.rejected, &b.unknown} {
			v, err := r.in.ReadByte()
			r.fail(err)
			*field = v
		}
		p.blocks = append(p.blocks, b)
	}
	return addr, p
}
