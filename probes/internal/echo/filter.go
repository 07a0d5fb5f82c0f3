package echo

import (
	"golang.org/x/net/bpf"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// filter is a program for the kernel (bpf(4)) that keeps from a raw socket what
// is not its own: requests, and replies to others. Without it a busy neighbour
// fills the socket's buffer, and our replies are dropped at the very end of their
// way. ICMP errors pass: whose they are is told from what they quote.
//
// A raw socket's packets begin with the IP header in IPv4, with the ICMP header
// in IPv6.
func filter(six bool, id int) ([]bpf.RawInstruction, error) {
	const typeAt, idAt, all = 0, 4, 1 << 16
	request, reply := uint32(ipv4.ICMPTypeEcho), uint32(ipv4.ICMPTypeEchoReply)
	start := bpf.Instruction(bpf.LoadMemShift{Off: 0}) // X: the IP header's length
	if six {
		request, reply = uint32(ipv6.ICMPTypeEchoRequest), uint32(ipv6.ICMPTypeEchoReply)
		start = bpf.LoadConstant{Dst: bpf.RegX, Val: 0}
	}
	return bpf.Assemble([]bpf.Instruction{
		start,
		bpf.LoadIndirect{Off: typeAt, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: request, SkipTrue: 4},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: reply, SkipTrue: 2},
		bpf.LoadIndirect{Off: idAt, Size: 2},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(id), SkipTrue: 1}, //nolint:gosec // 16 bits
		bpf.RetConstant{Val: all},
		bpf.RetConstant{Val: 0},
	})
}
