package sweep

import (
	"math"
	"testing"
)

func TestLossBound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lost, asked int
		want        float64
	}{
		{0, 0, 1},
		{3, 3, 1},
		{0, 1, 0.95}, // 1-0.05^(1/n)
		{0, 59, 0.0495},
		{1, 20, 0.2161},
		{5, 50, 0.1988},
		{100, 1000, 0.1171},
		{5000, 100_000, 0.0512},
	} {
		if got := LossBound(c.lost, c.asked); math.Abs(got-c.want) > 6e-4 {
			t.Errorf("%d of %d lost: bound %.4f; want %.4f", c.lost, c.asked, got, c.want)
		}
	}
}

func TestMissBound(t *testing.T) {
	t.Parallel()
	if got := MissBound(0.1, 4); math.Abs(got-1e-4) > 1e-12 {
		t.Errorf("four questions at a tenth lost: %g; want 1e-4", got)
	}
}
