package syn

import (
	"errors"
	"fmt"
	"sync/atomic"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// The sizes of a ring.
const (
	slotSize  = 256 // bytes: the kernel's header of 80, and what the filter keeps
	blockSize = 16 << 10
	ringLeast = 512  // slots
	ringMost  = 8192 // slots: 2 MiB
)

// ring is a packet socket whose packets the kernel writes into memory that we
// share (PACKET_RX_RING, version 2). A socket's own queue would hold some 270 of
// them by the kernel's default (rmem_max), which are gone in a moment's absence.
type ring struct {
	fd     int
	memory []byte
	slot   int // the next to read
	slots  int
	lost   int
}

// newRing makes a ring behind a filter.
func newRing(protocol uint16, filter []bpf.RawInstruction, slots int) (*ring, error) {
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("packet socket: %w", err)
	}
	r := &ring{fd: fd, slots: slots}
	if err := errors.Join(r.filter(filter), r.share()); err != nil {
		r.close()
		return nil, err
	}
	if err := unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: network(protocol)}); err != nil {
		r.close()
		return nil, fmt.Errorf("bind packet socket: %w", err)
	}
	return r, nil
}

// filter attaches the filter.
func (r *ring) filter(list []bpf.RawInstruction) error {
	program := make([]unix.SockFilter, len(list))
	for i, one := range list {
		program[i] = unix.SockFilter{Code: one.Op, Jt: one.Jt, Jf: one.Jf, K: one.K}
	}
	err := unix.SetsockoptSockFprog(r.fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]})
	if err != nil {
		return fmt.Errorf("attach filter: %w", err)
	}
	return nil
}

// share makes the memory.
func (r *ring) share() error {
	if err := unix.SetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_VERSION, unix.TPACKET_V2); err != nil {
		return fmt.Errorf("ring version: %w", err)
	}
	request := unix.TpacketReq{Block_size: blockSize, Block_nr: uint32(r.slots * slotSize / blockSize), Frame_size: slotSize, Frame_nr: uint32(r.slots)}
	if err := unix.SetsockoptTpacketReq(r.fd, unix.SOL_PACKET, unix.PACKET_RX_RING, &request); err != nil {
		return fmt.Errorf("ring of %d packets: %w", r.slots, err)
	}
	memory, err := unix.Mmap(r.fd, 0, r.slots*slotSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return fmt.Errorf("map ring: %w", err)
	}
	r.memory = memory
	return nil
}

// close gives everything back.
func (r *ring) close() {
	if r.memory != nil {
		_ = unix.Munmap(r.memory)
	}
	_ = unix.Close(r.fd)
}

// read hands over the packets that are there, at most a ring of them. They are
// gone when take returns.
func (r *ring) read(take func(packet []byte)) {
	for range r.slots {
		slot := r.memory[r.slot*slotSize : (r.slot+1)*slotSize]
		head := (*unix.Tpacket2Hdr)(unsafe.Pointer(&slot[0])) //nolint:gosec // the kernel's header lies there
		if atomic.LoadUint32(&head.Status)&unix.TP_STATUS_USER == 0 {
			return
		}
		if from := int(head.Net); from < slotSize {
			take(slot[from:min(slotSize, from+int(head.Snaplen))])
		}
		atomic.StoreUint32(&head.Status, unix.TP_STATUS_KERNEL)
		r.slot = (r.slot + 1) % r.slots
	}
}

// overrun returns how many packets found the ring full so far.
func (r *ring) overrun() int {
	if stats, err := unix.GetsockoptTpacketStats(r.fd, unix.SOL_PACKET, unix.PACKET_STATISTICS); err == nil {
		r.lost += int(stats.Drops)
	}
	return r.lost
}
