package journal

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzDecodeChunk(f *testing.F) {
	press, err := newPress()
	if err != nil {
		f.Fatal(err)
	}
	good, err := encodeChunk([]packed{packLook(7, 1, 1, 0, 290), packLook(10_003, 1, 3, 5, 300), packLook(3_599_999, 2, 0, 2, 0)}, press)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{chunkVersion})
	f.Fuzz(func(t *testing.T, body []byte) {
		looks, err := decodeChunk(body)
		if err != nil {
			return
		}
		press, err := newPress()
		if err != nil {
			t.Fatal(err)
		}
		again, err := encodeChunk(looks, press)
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeChunk(again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(looks, back); diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzDecodeBlock(f *testing.F) {
	b := block{3: {At: moment(3 * msPerDay), Looks: 9}}
	f.Add(b.encode())
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		b, err := decodeBlock(body)
		if err != nil {
			return
		}
		if len(b.encode()) < blockDays {
			t.Error("a block got shorter than its days")
		}
	})
}
