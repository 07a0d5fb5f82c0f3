package syn

import (
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// outbox sends many packets with one call (sendmmsg(2)).
type outbox struct {
	size    int
	memory  []byte
	vectors []unix.Iovec
	heads   []messageHead
	to      unix.RawSockaddrLinklayer
}

// messageHead is the kernel's struct mmsghdr.
type messageHead struct {
	head unix.Msghdr
	sent uint32
}

// newOutbox returns an outbox for so many packets of that size, in bytes.
func newOutbox(n, size int) *outbox {
	o := &outbox{size: size, memory: make([]byte, n*size), vectors: make([]unix.Iovec, n), heads: make([]messageHead, n)}
	for i := range n {
		o.vectors[i].Base = &o.memory[i*size]
		o.vectors[i].SetLen(size)
		h := &o.heads[i].head
		h.Iov = &o.vectors[i]
		h.SetIovlen(1)
		h.Name = (*byte)(unsafe.Pointer(&o.to)) //nolint:gosec // sendmmsg takes addresses of structs
		h.Namelen = unix.SizeofSockaddrLinklayer
	}
	return o
}

// toward sends to a next hop from now on.
func (o *outbox) toward(h hop) {
	o.to = unix.RawSockaddrLinklayer{
		Family: unix.AF_PACKET, Protocol: network(h.protocol()), Ifindex: int32(h.link), Halen: uint8(len(h.address)),
	}
	copy(o.to.Addr[:], h.address)
}

// packet is the place of the i-th packet.
func (o *outbox) packet(i int) []byte { return o.memory[i*o.size : (i+1)*o.size] }

// send sends the first n packets. What the device has no room for is lost, as
// on any other part of the way.
func (o *outbox) send(fd, n int) error {
	for from := 0; from < n; {
		sent, _, code := unix.Syscall6(unix.SYS_SENDMMSG, uintptr(fd), uintptr(unsafe.Pointer(&o.heads[from])), uintptr(n-from), 0, 0, 0) //nolint:gosec // there is no other way to call it
		switch {
		case code == 0:
			from += int(sent)
		case errors.Is(code, unix.EINTR):
		case errors.Is(code, unix.ENOBUFS), errors.Is(code, unix.EAGAIN), errors.Is(code, unix.ENETDOWN), errors.Is(code, unix.ENXIO):
			from++
		default:
			return fmt.Errorf("sendmmsg: %w", code)
		}
	}
	return nil
}

// network turns a number into network order.
func network(v uint16) uint16 { return v<<8 | v>>8 }
