package pki

import (
	"context"
	"testing"

	"holdfast/probes/internal/survey"
)

// FuzzExamine examines arbitrary bytes: three parts of a chain, a staple, a
// list of SCTs. Nothing may panic or hang.
func FuzzExamine(f *testing.F) {
	root := newRoot(f, named("Root"))
	int1 := root.under(f, named("Issuing"))
	leaf := int1.leaf(f, mustStapleExtension)
	f.Add(leaf.Raw, int1.cert.Raw, root.cert.Raw, answer(f, int1, int1, leaf, nil), sctList(newLog(f).promise(f, noon(), entryOf(leaf, nil))), shop)
	f.Add(root.cert.Raw, []byte{}, []byte{0x30}, []byte{0x30}, []byte{0, 1}, "192.0.2.1")
	e := New(options(publicly(pinned(f, root))))
	f.Fuzz(func(t *testing.T, a, b, c, staple, scts []byte, name string) {
		got := survey.Certificate{Sent: [][]byte{a, b, c}, Staple: staple, SCTList: scts}
		e.memo = newMemo() // what is remembered would hide paths from the fuzzer
		e.Examine(context.Background(), name, &got)
		if got.Unreadable == "" && (len(got.Trust) == 0 || got.Period == "") {
			t.Errorf("neither read nor unreadable: %+v", got)
		}
	})
}

func FuzzSCTList(f *testing.F) {
	log := newLog(f)
	f.Add(sctList(log.promise(f, noon(), []byte{0, 0, 0, 0, 1, 0})))
	f.Add(sctList())
	f.Add([]byte{0, 3, 0, 1, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := readSCTs(raw)
		if len(list) > maxSCTs {
			t.Errorf("%d SCTs", len(list))
		}
		for _, s := range list {
			if s.verify(log.key.Public(), nil) && err == nil && len(raw) < 10 {
				t.Error("verified out of nothing")
			}
		}
	})
}

func FuzzCRL(f *testing.F) {
	root := newRoot(f, named("Root"))
	leaf := root.leaf(f)
	c, err := parse(leaf.Raw)
	if err != nil {
		f.Fatal(err)
	}
	issuer, err := parse(root.cert.Raw)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(list(f, root, nil), "http://a/")
	f.Add([]byte{0x30, 0}, "")
	f.Fuzz(func(t *testing.T, der []byte, url string) {
		if w := judgeCRL(der, url, c, issuer, noon()); w.revoked == survey.Yes {
			t.Errorf("revoked out of nothing: %q", w.text)
		}
	})
}
