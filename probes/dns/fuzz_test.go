package dns

import (
	"bytes"
	"testing"

	"github.com/miekg/dns"
)

// FuzzAccept feeds packets to what reads replies and to what judges records.
func FuzzAccept(f *testing.F) {
	m := question{name: "example.com.", qtype: dns.TypeTXT, recurse: true}.message()
	m.Id = 0x1234
	reply := new(dns.Msg)
	reply.SetReply(m)
	for _, s := range []string{`example.com. 9 IN TXT "a\"b\\\200"`, "example.com. 9 IN CNAME b.example.com.", "b.example.com. 9 IN MX 1 c."} {
		rr, err := dns.NewRR(s)
		if err != nil {
			f.Fatal(err)
		}
		reply.Answer = append(reply.Answer, rr)
	}
	raw, err := reply.Pack()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(raw[:20])
	f.Add([]byte{0x12, 0x34, 0x82, 0, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := accept(m, raw)
		if (got == nil) == (err == nil) {
			t.Fatalf("accept gave %v and %v; want one of them", got, err)
		}
		if err != nil {
			return
		}
		if got.Id != m.Id {
			t.Fatalf("a reply with id %d was taken for %d", got.Id, m.Id)
		}
		for qtype := range dns.TypeToString {
			records, _ := chain(got.Answer, "example.com.", qtype)
			_ = list(texts(records))
		}
		_ = why(got)
	})
}

// FuzzFrame feeds a stream to what reads messages of TCP.
func FuzzFrame(f *testing.F) {
	f.Add([]byte{0, 3, 1, 2, 3})
	f.Add([]byte{0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, stream []byte) {
		raw, err := frame(bytes.NewReader(stream))
		if err == nil && !bytes.Equal(raw, stream[2:2+len(raw)]) {
			t.Fatalf("the message %x is not what the stream %x holds", raw, stream)
		}
	})
}

// FuzzUnescape wants what package dns escapes to come back.
func FuzzUnescape(f *testing.F) {
	for _, s := range []string{"", `\`, `a\"b`, "\x00\xff", `\123`, `\25`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		_ = unescape(string(value))
		if len(value) > 254 {
			return
		}
		raw := append([]byte{0, 0, 16, 0, 1, 0, 0, 0, 9, 0, byte(len(value) + 1), byte(len(value))}, value...)
		rr, _, err := dns.UnpackRR(raw, 0)
		if err != nil {
			return
		}
		if got := text(rr); got != string(value) {
			t.Errorf("TXT %x is shown as %x", value, got)
		}
	})
}
