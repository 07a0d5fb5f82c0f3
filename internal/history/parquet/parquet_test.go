package parquet_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"holdfast/internal/history/parquet"
)

// TestWriteGolden compares with a file that parquet-go v0.32.0 has read back
// whole, row by row.
func TestWriteGolden(t *testing.T) {
	t.Parallel()
	columns := []parquet.Column{{Name: "check", Kind: parquet.Text}, {Name: "at", Kind: parquet.Time}, {Name: "up_ms", Kind: parquet.Number}}
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	rows := [][]any{{"www.example.com/uptime", at, int64(86_400_000)}, {"wärts", at.Add(time.Second), int64(-1)}, {"", time.Time{}, int64(0)}}
	var got bytes.Buffer
	if err := parquet.Write(&got, columns, rows); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "three.parquet")
	if os.Getenv("HOLDFAST_UPDATE") == "1" {
		if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got.Bytes()) {
		t.Errorf("%d bytes that are not those of %s", got.Len(), golden)
	}
}

func TestWriteRefusesOtherKinds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  parquet.Kind
		value any
	}{{parquet.Text, int64(1)}, {parquet.Number, "1"}, {parquet.Time, "1"}, {parquet.Number, 1.5}} {
		err := parquet.Write(&bytes.Buffer{}, []parquet.Column{{Name: "x", Kind: c.kind}}, [][]any{{c.value}})
		if !errors.Is(err, parquet.ErrValue) {
			t.Errorf("%v in a column of kind %d: %v", c.value, c.kind, err)
		}
	}
}
