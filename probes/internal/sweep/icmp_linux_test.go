package sweep

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// queued is the control message of an error queue, as the kernel writes it.
func queued(level, kind int, origin, icmpType, code byte, from netip.Addr) []byte {
	data := make([]byte, 16)
	data[4], data[5], data[6] = origin, icmpType, code
	switch {
	case from.Is4():
		data = binary.NativeEndian.AppendUint16(data, unix.AF_INET)
		data = append(append(data, 0, 0), from.AsSlice()...)
		data = append(data, make([]byte, 8)...)
	case from.Is6():
		data = binary.NativeEndian.AppendUint16(data, unix.AF_INET6)
		data = append(append(data, 0, 0, 0, 0, 0, 0), from.AsSlice()...)
		data = append(data, make([]byte, 4)...)
	}
	out := make([]byte, unix.CmsgSpace(len(data)))
	binary.NativeEndian.PutUint64(out, uint64(unix.CmsgLen(len(data))))
	binary.NativeEndian.PutUint32(out[8:], uint32(level))
	binary.NativeEndian.PutUint32(out[12:], uint32(kind))
	copy(out[unix.CmsgLen(0):], data)
	return out
}

func TestParseControl(t *testing.T) {
	t.Parallel()
	router, router6 := netip.MustParseAddr("198.51.100.1"), netip.MustParseAddr("2001:db8::1")
	const icmp4, icmp6 = unix.SO_EE_ORIGIN_ICMP, unix.SO_EE_ORIGIN_ICMP6
	other := queued(unix.SOL_SOCKET, unix.SO_TIMESTAMP, 0, 0, 0, netip.Addr{})
	for name, c := range map[string]struct {
		control []byte
		want    ICMP
		told    bool
	}{
		"time exceeded":                 {queued(unix.IPPROTO_IP, unix.IP_RECVERR, icmp4, 11, 0, router), ICMP{router, true}, true},
		"time exceeded in reassembly":   {queued(unix.IPPROTO_IP, unix.IP_RECVERR, icmp4, 11, 1, router), ICMP{router, false}, true},
		"prohibited":                    {queued(unix.IPPROTO_IP, unix.IP_RECVERR, icmp4, 3, 13, router), ICMP{router, false}, true},
		"time exceeded, IPv6":           {queued(unix.IPPROTO_IPV6, unix.IPV6_RECVERR, icmp6, 3, 0, router6), ICMP{router6, true}, true},
		"type 11 means another in IPv6": {queued(unix.IPPROTO_IPV6, unix.IPV6_RECVERR, icmp6, 11, 0, router6), ICMP{router6, false}, true},
		"behind another message":        {slices.Concat(other, queued(unix.IPPROTO_IP, unix.IP_RECVERR, icmp4, 11, 0, router)), ICMP{router, true}, true},
		"our own system's":              {queued(unix.IPPROTO_IP, unix.IP_RECVERR, unix.SO_EE_ORIGIN_LOCAL, 11, 0, router), ICMP{}, false},
		"no sender":                     {queued(unix.IPPROTO_IP, unix.IP_RECVERR, icmp4, 11, 0, netip.Addr{}), ICMP{netip.Addr{}, true}, true},
		"another message only":          {other, ICMP{}, false},
		"cut":                           {queued(unix.IPPROTO_IP, unix.IP_RECVERR, icmp4, 11, 0, router)[:24], ICMP{}, false},
		"nothing":                       {nil, ICMP{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, told := parseControl(c.control)
			if diff := cmp.Diff(c.want, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); diff != "" || told != c.told {
				t.Errorf("told %v, want %v; error (-want +got):\n%s", told, c.told, diff)
			}
		})
	}
}

func FuzzParseControl(f *testing.F) {
	f.Add(queued(unix.IPPROTO_IP, unix.IP_RECVERR, unix.SO_EE_ORIGIN_ICMP, 11, 0, netip.MustParseAddr("198.51.100.1")))
	f.Add(queued(unix.IPPROTO_IPV6, unix.IPV6_RECVERR, unix.SO_EE_ORIGIN_ICMP6, 3, 0, netip.MustParseAddr("2001:db8::1")))
	f.Fuzz(func(t *testing.T, control []byte) {
		icmp, told := parseControl(control)
		if !told && icmp != (ICMP{}) {
			t.Errorf("nothing told, yet %+v", icmp)
		}
	})
}
