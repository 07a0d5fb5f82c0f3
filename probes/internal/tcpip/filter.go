package tcpip

import (
	"encoding/binary"
	"net/netip"

	"golang.org/x/net/bpf"
)

// keep is how much of a packet that passes is handed up, in bytes: enough for
// an ICMP error with the longest headers and what it quotes.
const keep = 160

// Filter returns the program by which the kernel throws away, before it copies
// anything, all packets but those that may answer a SYN to the address from one
// of our ports lowest to highest: SYN-ACKs and RSTs from it, and ICMP errors
// that quote a packet to it. It runs over packets that begin with the IP header.
func Filter(from netip.Addr, lowest, highest uint16) ([]bpf.RawInstruction, error) {
	if from.Is4() {
		return bpf.Assemble(filter4(binary.BigEndian.Uint32(from.AsSlice()), lowest, highest))
	}
	return bpf.Assemble(filter6(from.As16(), lowest, highest))
}

// filter4 is the program for IPv4.
func filter4(from uint32, lowest, highest uint16) []bpf.Instruction {
	tcp := append([]bpf.Instruction{
		bpf.LoadAbsolute{Off: 6, Size: 2},
		dropIf(bpf.JumpBitsSet, 0x1fff), // a later fragment
		bpf.LoadAbsolute{Off: 12, Size: 4},
		dropIf(bpf.JumpNotEqual, from),
		bpf.LoadMemShift{Off: 0},
		bpf.LoadIndirect{Off: 2, Size: 2},
		dropIf(bpf.JumpLessThan, uint32(lowest)),
		dropIf(bpf.JumpGreaterThan, uint32(highest)),
		bpf.LoadIndirect{Off: 13, Size: 1},
	}, flags()...)
	icmp := []bpf.Instruction{
		bpf.LoadMemShift{Off: 0},
		bpf.LoadIndirect{Off: 0, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: 3, SkipTrue: 1},
		dropIf(bpf.JumpNotEqual, 11),
		bpf.LoadIndirect{Off: 8 + 16, Size: 4},
		dropIf(bpf.JumpNotEqual, from),
		bpf.RetConstant{Val: keep},
	}
	return link(either(4, 9, protoTCP, tcp, protoICMP, icmp))
}

// filter6 is the program for IPv6.
func filter6(from [16]byte, lowest, highest uint16) []bpf.Instruction {
	tcp := append(same(8, from), bpf.LoadAbsolute{Off: header6 + 2, Size: 2},
		dropIf(bpf.JumpLessThan, uint32(lowest)),
		dropIf(bpf.JumpGreaterThan, uint32(highest)),
		bpf.LoadAbsolute{Off: header6 + 13, Size: 1})
	icmp := append([]bpf.Instruction{
		bpf.LoadAbsolute{Off: header6, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: 1, SkipTrue: 1},
		dropIf(bpf.JumpNotEqual, 3),
	}, same(header6+8+24, from)...)
	return link(either(6, 6, protoTCP, append(tcp, flags()...), protoICMP6, append(icmp, bpf.RetConstant{Val: keep})))
}

// drop marks a jump that is to lead to the end, where packets are dropped.
const drop = 255

// dropIf drops a packet when what was loaded compares so.
func dropIf(cond bpf.JumpTest, value uint32) bpf.Instruction {
	return bpf.JumpIf{Cond: cond, Val: value, SkipTrue: drop}
}

// flags lets RSTs through, and SYNs with ACK.
func flags() []bpf.Instruction {
	return []bpf.Instruction{
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: flagRST, SkipTrue: 3},
		bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: flagSYN | flagACK},
		dropIf(bpf.JumpNotEqual, flagSYN|flagACK),
		bpf.RetConstant{Val: keep},
		bpf.RetConstant{Val: keep},
	}
}

// same demands an IPv6 address at an offset.
func same(off uint32, addr [16]byte) (list []bpf.Instruction) {
	for i := range uint32(4) {
		list = append(list, bpf.LoadAbsolute{Off: off + 4*i, Size: 4}, dropIf(bpf.JumpNotEqual, binary.BigEndian.Uint32(addr[4*i:])))
	}
	return list
}

// either demands a version and goes one of two ways by the protocol at an offset.
func either(version, off, protoA uint32, a []bpf.Instruction, protoB uint32, b []bpf.Instruction) []bpf.Instruction {
	list := []bpf.Instruction{
		bpf.LoadAbsolute{Off: 0, Size: 1},
		bpf.ALUOpConstant{Op: bpf.ALUOpShiftRight, Val: 4},
		dropIf(bpf.JumpNotEqual, version),
		bpf.LoadAbsolute{Off: off, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: protoA, SkipTrue: uint8(len(a))},
	}
	list = append(append(list, a...), dropIf(bpf.JumpNotEqual, protoB))
	return append(list, b...)
}

// link puts the end behind a program and leads its marked jumps there.
func link(list []bpf.Instruction) []bpf.Instruction {
	for i, one := range list {
		if jump, ok := one.(bpf.JumpIf); ok && jump.SkipTrue == drop {
			jump.SkipTrue = uint8(len(list) - i - 1)
			list[i] = jump
		}
	}
	return append(list, bpf.RetConstant{Val: 0})
}
