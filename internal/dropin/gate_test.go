package dropin

import (
	"net/netip"
	"strings"
	"testing"
)

func TestRules(t *testing.T) {
	t.Parallel()
	listed := Rules{Names: []string{"app.example.com", ".example.org", "*.example.net"}}
	ranged := Rules{Ranges: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00::/64")}}
	open := Rules{Open: true}
	for _, c := range []struct {
		rules      Rules
		host, addr string
		why        string // empty: may be asked
	}{
		{listed, "app.example.com", "93.184.216.34", ""},
		{listed, "APP.example.com.", "93.184.216.34", ""},
		{listed, "app.example.com", "10.0.0.1", "private"},
		{listed, "app.example.com", "127.0.0.1", "this machine itself"},
		{listed, "app.example.com", "169.254.169.254", "link-local"},
		{listed, "app.example.com", "::1", "this machine itself"},
		{listed, "app.example.com", "::ffff:127.0.0.1", "this machine itself"},
		{listed, "app.example.com", "fe80::1", "link-local"},
		{listed, "app.example.com", "fd00::1", "private"},
		{listed, "app.example.com", "64:ff9b::a00:1", "private"},
		{listed, "app.example.com", "64:ff9b::5db8:d822", ""},
		{listed, "app.example.com", "2002:7f00:1::", "this machine itself"},
		{listed, "app.example.com", "::7f00:1", "this machine itself"},
		{listed, "app.example.com", "0.0.0.0", "no address of a host"},
		{listed, "app.example.com", "0.1.2.3", "reserved"},
		{listed, "app.example.com", "255.255.255.255", "no address of a host"},
		{listed, "app.example.com", "224.0.0.1", "no address of a host"},
		{listed, "app.example.com", "100.64.0.1", "private"},
		{listed, "app.example.com", "198.18.0.1", "reserved"},
		{listed, "other.example.com", "93.184.216.34", "in neither a name nor a range"},
		{listed, "xapp.example.com", "93.184.216.34", "in neither a name nor a range"},
		{listed, "93.184.216.34", "93.184.216.34", "in neither a name nor a range"},
		{listed, "example.org", "93.184.216.34", ""},
		{listed, "a.b.example.org", "93.184.216.34", ""},
		{listed, "notexample.org", "93.184.216.34", "in neither a name nor a range"},
		{listed, "example.net", "93.184.216.34", "in neither a name nor a range"},
		{listed, "a.example.net", "93.184.216.34", ""},
		{ranged, "anything", "10.1.2.3", ""},
		{ranged, "anything", "::ffff:10.1.2.3", ""},
		{ranged, "anything", "10.2.0.1", "private"},
		{ranged, "anything", "93.184.216.34", "in neither a name nor a range"},
		{ranged, "fd00::5", "fd00::5", ""},
		{open, "anything", "93.184.216.34", ""},
		{open, "anything", "2606:2800:220:1::1", ""},
		{open, "anything", "192.168.0.1", "private"},
		{open, "anything", "127.8.8.8", "this machine itself"},
	} {
		t.Run(c.host+" at "+c.addr, func(t *testing.T) {
			t.Parallel()
			err := c.rules.Address(c.host, netip.MustParseAddr(c.addr))
			switch {
			case c.why == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.why != "" && (err == nil || !strings.Contains(err.Error(), c.why)):
				t.Errorf("got %v, want a refusal with %q", err, c.why)
			}
		})
	}
}

// FuzzRules wants no address of the inside to pass rules that have no ranges.
func FuzzRules(f *testing.F) {
	for _, a := range []string{"10.0.0.1", "::1", "::ffff:192.168.1.1", "64:ff9b::7f00:1", "2002:a00:1::", "93.184.216.34"} {
		f.Add(netip.MustParseAddr(a).AsSlice())
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		addr, ok := netip.AddrFromSlice(raw)
		if !ok {
			return
		}
		err := Rules{Open: true}.Address("x", addr)
		plain := addr.Unmap()
		if err == nil && (plain.IsPrivate() || plain.IsLoopback() || plain.IsLinkLocalUnicast() || plain.IsMulticast() || plain.IsUnspecified()) {
			t.Errorf("%s may be asked", addr)
		}
	})
}
