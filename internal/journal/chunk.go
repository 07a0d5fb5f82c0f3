package journal

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"holdfast"
	"holdfast/internal/history/sketch"
)

// packed is a look in eight bytes, so that an hour of ten thousand checks fits
// into memory while it is packed. From the top: milliseconds since the hour (22
// bits), vantage (16), status (2), flags (3), bin of the duration (11). Sorted as
// numbers they are sorted by time and vantage.
type packed uint64

// packLook puts a look together.
func packLook(ms, vantage, status, flags, bin int64) packed {
	return packed(ms<<32 | vantage<<16&0xffff0000 | status<<14&0xc000 | flags<<11&0x3800 | bin&0x7ff) //nolint:gosec // masked
}

func (p packed) ms() int64               { return int64(p >> 32) } //nolint:gosec // 22 bits
func (p packed) vantage() int64          { return int64(p >> 16 & 0xffff) }
func (p packed) status() holdfast.Status { return holdfast.Status(p >> 14 & 3) }
func (p packed) flags() int64            { return int64(p >> 11 & 7) }
func (p packed) bin() int64              { return int64(p & 0x7ff) }

// key tells two looks apart.
func (p packed) key() packed { return p >> 16 }

// good reports whether the look's duration says something of the target's
// latency: due, not blind, and it found the check up or at risk.
func (p packed) good() bool {
	return p.flags()&(flagRelook|flagBlind) == 0 && (p.status() == holdfast.Holds || p.status() == holdfast.AtRisk)
}

// settle sorts looks and drops those that are there twice.
func settle(looks []packed) []packed {
	slices.Sort(looks)
	return slices.CompactFunc(looks, func(a, b packed) bool { return a.key() == b.key() })
}

// latency is the sketch of the good ones that a vantage took; below 0 all do.
func latency(looks []packed, vantage int64) sketch.Sketch {
	bins := map[int64]int64{}
	for _, p := range looks {
		if p.good() && (vantage < 0 || vantage == p.vantage()) {
			bins[p.bin()]++
		}
	}
	var s sketch.Sketch
	for bin, n := range bins {
		s.AddBin(bin, n)
	}
	return s
}

// chunkVersion is the first byte of a chunk.
const chunkVersion = 1

// encodeChunk packs sorted looks: a column for the times (difference of
// differences, mostly one byte), one for vantage, status and flags (runs), one
// for the durations' bins (differences), squeezed by Huffman's code.
func encodeChunk(looks []packed, press *flate.Writer) ([]byte, error) {
	plain := binary.AppendUvarint(make([]byte, 0, 3*len(looks)+16), uint64(len(looks)))
	var last, step int64
	for _, p := range looks {
		plain = binary.AppendVarint(plain, p.ms()-last-step)
		step, last = p.ms()-last, p.ms()
	}
	for i := 0; i < len(looks); {
		n := i
		for n < len(looks) && looks[n]>>11&0x1fffff == looks[i]>>11&0x1fffff {
			n++
		}
		plain = binary.AppendUvarint(plain, uint64(looks[i]>>11&0x1fffff))
		plain = binary.AppendUvarint(plain, uint64(n-i)) //nolint:gosec // n > i
		i = n
	}
	last = 0
	for _, p := range looks {
		plain = binary.AppendVarint(plain, p.bin()-last)
		last = p.bin()
	}
	return squeeze(plain, press)
}

// newPress makes what squeezes one chunk after the other: it is large.
func newPress() (*flate.Writer, error) { return flate.NewWriter(nil, flate.HuffmanOnly) }

// squeeze compresses a chunk.
func squeeze(plain []byte, press *flate.Writer) ([]byte, error) {
	out := bytes.NewBuffer([]byte{chunkVersion})
	press.Reset(out)
	if _, err := press.Write(plain); err != nil {
		return nil, err
	}
	if err := press.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// chunkLimit bounds what a chunk may unpack to: an hour of looks every 100 ms
// with relooks needs less.
const chunkLimit = 8 << 20

// decodeChunk reads what encodeChunk wrote.
func decodeChunk(body []byte) ([]packed, error) {
	if len(body) == 0 || body[0] != chunkVersion {
		return nil, fmt.Errorf("%w: a packed hour begins with no known version", ErrDamaged)
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(body[1:])), chunkLimit))
	if err != nil {
		return nil, fmt.Errorf("%w: a packed hour: %w", ErrDamaged, err)
	}
	c := column{rest: plain}
	n := c.unsigned()
	if n > uint64(len(plain)) {
		return nil, fmt.Errorf("%w: a packed hour says it has %d looks in %d bytes", ErrDamaged, n, len(plain))
	}
	looks := make([]packed, n)
	c.times(looks)
	c.marks(looks)
	c.bins(looks)
	if c.bad || len(c.rest) > 0 {
		return nil, fmt.Errorf("%w: a packed hour does not read back", ErrDamaged)
	}
	return looks, nil
}

// column reads varints and remembers that one was bad.
type column struct {
	rest []byte
	bad  bool
}

func (c *column) unsigned() uint64 {
	v, n := binary.Uvarint(c.rest)
	if n <= 0 {
		c.bad, c.rest = true, nil
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

func (c *column) signed() int64 {
	v, n := binary.Varint(c.rest)
	if n <= 0 {
		c.bad, c.rest = true, nil
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

func (c *column) times(looks []packed) {
	var last, step int64
	for i := range looks {
		step += c.signed()
		last += step
		if last < 0 || last >= msPerHour {
			c.bad = true
			return
		}
		looks[i] = packed(last << 32) //nolint:gosec // checked
	}
}

func (c *column) marks(looks []packed) {
	for i := 0; i < len(looks) && !c.bad; {
		mark, n := c.unsigned(), c.unsigned()
		if mark > 0x1fffff || n == 0 || n > uint64(len(looks)-i) {
			c.bad = true
			return
		}
		for range n {
			looks[i] |= packed(mark << 11)
			i++
		}
	}
}

func (c *column) bins(looks []packed) {
	var last int64
	for i := range looks {
		last += c.signed()
		if last < 0 || last > 0x7ff {
			c.bad = true
			return
		}
		looks[i] |= packed(last)
	}
}
