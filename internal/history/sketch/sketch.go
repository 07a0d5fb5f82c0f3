// Package sketch keeps a distribution of durations in some hundred bytes, so
// that the 99th percentile of a year can be told without a year of numbers.
//
// It is a DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable
// quantile sketch with relative-error guarantees", VLDB 2019) reduced to what a
// monitor needs: durations in whole microseconds, a relative error of 2 %, bins
// in a sorted list. Every bin is bounded by powers of γ = 1.02/0.98; a value is
// counted in the bin it falls into, and a quantile is the middle of the bin that
// the rank falls into, which is at most 2 % off.
//
// Bins are the same in every sketch. To merge two is to add their counts: the
// sketch of a day made from its hours is, to the last byte, the one made from
// its looks. Nothing is lost at each step as it is with averages of percentiles,
// which mean nothing.
package sketch

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"time"
)

// Accuracy is the largest relative error of a quantile.
const Accuracy = 0.02

// logGamma is the width of a bin, as a logarithm.
func logGamma() float64 { return math.Log((1 + Accuracy) / (1 - Accuracy)) }

// Bin is the number of the bin that a duration falls into. What is below a
// microsecond, zero included, is in bin 0.
func Bin(d time.Duration) int64 {
	us := d.Microseconds()
	if us <= 1 {
		return 0
	}
	return int64(math.Ceil(math.Log(float64(us)) / logGamma()))
}

// Middle is the duration that stands for all of a bin.
func Middle(bin int64) time.Duration {
	if bin <= 0 {
		return time.Microsecond
	}
	us := math.Exp(float64(bin)*logGamma()) * (1 - Accuracy)
	return time.Duration(math.Round(us)) * time.Microsecond
}

// count is how many durations fell into a bin.
type count struct{ bin, n int64 }

// Sketch is a distribution. The zero value is empty and ready.
type Sketch struct {
	counts []count // by bin, each with n > 0
}

// Add counts a duration.
func (s *Sketch) Add(d time.Duration) { s.add(Bin(d), 1) }

// AddBin counts n durations of a bin.
func (s *Sketch) AddBin(bin, n int64) { s.add(bin, n) }

func (s *Sketch) add(bin, n int64) {
	i, found := slices.BinarySearchFunc(s.counts, bin, func(c count, bin int64) int { return cmp.Compare(c.bin, bin) })
	if !found {
		s.counts = slices.Insert(s.counts, i, count{bin: bin})
	}
	s.counts[i].n += n
}

// Merge adds all that another has counted.
func (s *Sketch) Merge(other Sketch) {
	for _, c := range other.counts {
		s.add(c.bin, c.n)
	}
}

// Len is how many durations were counted.
func (s *Sketch) Len() int64 {
	var n int64
	for _, c := range s.counts {
		n += c.n
	}
	return n
}

// Quantile returns the duration below or at which a share q of all lie, from 0
// (the least) to 1 (the greatest); zero when nothing was counted.
func (s *Sketch) Quantile(q float64) time.Duration {
	total := s.Len()
	if total == 0 {
		return 0
	}
	rank := int64(math.Ceil(min(max(q, 0), 1) * float64(total)))
	for _, c := range s.counts {
		if rank -= c.n; rank <= 0 {
			return Middle(c.bin)
		}
	}
	return Middle(s.counts[len(s.counts)-1].bin)
}

// ErrFormat is the fault of bytes that are no sketch.
var ErrFormat = errors.New("the bytes are no sketch")

// Encode returns the stored form: per bin the distance to the one before and
// the count, as varints.
func (s *Sketch) Encode() []byte {
	out := make([]byte, 0, 3*len(s.counts))
	last := int64(-1)
	for _, c := range s.counts {
		out = binary.AppendUvarint(out, uint64(c.bin-last)) //nolint:gosec // bins ascend from 0
		out = binary.AppendUvarint(out, uint64(c.n))        //nolint:gosec // a count
		last = c.bin
	}
	return out
}

// Decode reads what Encode wrote. It takes no bin twice and none that no
// duration falls into.
func Decode(body []byte) (Sketch, error) {
	var s Sketch
	last := int64(-1)
	for len(body) > 0 {
		step, a := binary.Uvarint(body)
		if a <= 0 || step == 0 || step > highest {
			return Sketch{}, ErrFormat
		}
		n, b := binary.Uvarint(body[a:])
		if b <= 0 || n == 0 || n > math.MaxInt64>>8 {
			return Sketch{}, ErrFormat
		}
		if last += int64(step); last > highest {
			return Sketch{}, ErrFormat
		}
		s.counts = append(s.counts, count{bin: last, n: int64(n)})
		body = body[a+b:]
	}
	return s, nil
}

// highest is above the bin of the longest time.Duration.
const highest = 2048
