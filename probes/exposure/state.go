package exposure

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
	"net/netip"
	"slices"
	"time"
)

// stateVersion is the first byte of an encoded memory.
const stateVersion = 2

// stateMost bounds what a decoded memory may hold, in bytes.
const stateMost = 4 << 20

// errState says that bytes are no memory of this version.
var errState = errors.New("exposure: not a memory of this version")

// encode packs the memory: varints, times as seconds after the one before,
// deflated. A thousand blocks that were seen one a minute take some 2 kB.
func (m *memory) encode() []byte {
	var raw []byte
	raw = binary.BigEndian.AppendUint64(raw, m.print)
	raw = binary.AppendVarint(raw, seconds(m.at))
	raw = binary.AppendUvarint(raw, uint64(len(m.places)))
	addrs := make([]netip.Addr, 0, len(m.places))
	for addr := range m.places {
		addrs = append(addrs, addr)
	}
	slices.SortFunc(addrs, netip.Addr.Compare)
	for _, addr := range addrs {
		raw = m.places[addr].append(raw, addr)
	}
	var out bytes.Buffer
	out.WriteByte(stateVersion)
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		return nil
	}
	if _, err := w.Write(raw); err != nil || w.Close() != nil {
		return nil
	}
	return out.Bytes()
}

// append packs one place.
func (p *place) append(raw []byte, addr netip.Addr) []byte {
	name := addr.String()
	raw = append(binary.AppendUvarint(raw, uint64(len(name))), name...)
	raw = binary.AppendUvarint(raw, uint64(p.owed*1e6))
	raw = binary.AppendUvarint(raw, uint64(len(p.open)))
	for _, port := range p.open {
		raw = binary.AppendUvarint(raw, uint64(port))
	}
	raw = binary.AppendUvarint(raw, uint64(len(p.seen)))
	for _, s := range p.seen {
		raw = binary.AppendUvarint(raw, uint64(s.port))
		raw = binary.AppendVarint(raw, seconds(s.at))
	}
	raw = binary.AppendUvarint(raw, uint64(len(p.blocks)))
	last := int64(0)
	for _, b := range p.blocks {
		at := seconds(b.at)
		raw = binary.AppendVarint(raw, at-last)
		raw = append(raw, b.closed, b.proven, b.byHop, b.silent, b.rejected, b.unknown)
		last = at
	}
	return raw
}

// seconds is a time in seconds of Unix, 0 for none.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// moment is the time of seconds.
func moment(s int64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}

// decode unpacks a memory.
func decode(state []byte) (*memory, error) {
	if len(state) == 0 || state[0] != stateVersion {
		return nil, errState
	}
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(state[1:])), stateMost))
	if err != nil {
		return nil, err
	}
	r := &reader{in: bytes.NewReader(raw)}
	m := &memory{places: map[netip.Addr]*place{}}
	r.fixed(&m.print)
	m.at = moment(r.signed())
	for n := r.count(64); n > 0; n-- {
		addr, p := r.place()
		m.places[addr] = p
	}
	return m, r.err
}
