package exposure

import (
	"encoding/binary"
	"hash/fnv"
)

// blockSize is how many ports are remembered together.
const blockSize = 64

// order is a keyed permutation of the ports in question, cut into blocks. It is
// computed, not stored: a four-round Feistel network on 16 bits, walked until
// it lands within the list.
type order struct {
	list  []uint16 // nil: all ports
	n     int
	keys  [4]uint32
	print uint64 // of list and keys: a memory with another print is of another order
}

// newOrder returns the order of a sorted list for a key.
func newOrder(list []uint16, key string) order {
	o := order{list: list, n: len(list)}
	if o.n == 65535 {
		o.list = nil
	}
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(key))
	for i := range o.keys {
		_, _ = sum.Write([]byte{byte(i)})
		o.keys[i] = uint32(sum.Sum64() >> 16) //nolint:gosec // the middle bits are wanted
	}
	for _, p := range o.list {
		_, _ = sum.Write(binary.BigEndian.AppendUint16(nil, p))
	}
	o.print = sum.Sum64()
	return o
}

// blocks returns how many blocks there are.
func (o order) blocks() int { return (o.n + blockSize - 1) / blockSize }

// block returns the ports of a block.
func (o order) block(b int) []uint16 {
	var out []uint16
	for i := b * blockSize; i < min((b+1)*blockSize, o.n); i++ {
		out = append(out, o.at(i))
	}
	return out
}

// size returns how many ports a block has.
func (o order) size(b int) int { return min((b+1)*blockSize, o.n) - b*blockSize }

// at returns the port at a place of the order.
func (o order) at(i int) uint16 {
	x := uint16(i) //nolint:gosec // i is below 65536
	for {
		x = o.mix(x)
		if int(x) < o.n {
			break
		}
	}
	if o.list == nil {
		return x + 1
	}
	return o.list[x]
}

// mix is the permutation of all 16-bit numbers.
func (o order) mix(x uint16) uint16 {
	left, right := byte(x>>8), byte(x) //nolint:gosec // halves
	for _, key := range o.keys {
		h := (uint32(right) + key) * 2654435761
		h ^= h >> 15
		h *= 2246822519
		left, right = right, left^byte(h>>24)
	}
	return uint16(left)<<8 | uint16(right)
}
