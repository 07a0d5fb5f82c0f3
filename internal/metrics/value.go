package metrics

import (
	"math"
	"strconv"
	"time"
)

// appendValue writes a number as short as it can be read back. Whole numbers and
// whole milliseconds, which nearly all are, need no search for the shortest form.
func appendValue(b []byte, v float64) []byte {
	switch {
	case math.IsInf(v, 1):
		return append(b, "+Inf"...)
	case v != v: //nolint:gocritic // NaN
		return append(b, "NaN"...)
	case v == math.Trunc(v) && math.Abs(v) < 1e15:
		return strconv.AppendInt(b, int64(v), 10)
	}
	if milli := v * 1000; milli > 0 && milli < 1e15 && float64(int64(milli+0.5))/1000 == v {
		n := int64(milli + 0.5)
		b = strconv.AppendInt(b, n/1000, 10)
		return append(b, '.', byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10))
	}
	return strconv.AppendFloat(b, v, 'g', -1, 64)
}

// stamp is a point in time as Prometheus counts it, in seconds.
func stamp(at time.Time) float64 { return float64(at.UnixMilli()) / 1000 }

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
