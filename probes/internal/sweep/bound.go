package sweep

import "math"

// confidence is how sure a bound is: in nineteen of twenty sweeps the true loss
// is below it.
const confidence = 0.95

// LossBound returns the upper bound of a path's loss of which so many of so
// many questions were lost: the one-sided 95 % bound of Clopper and Pearson
// (Biometrika 26, 1934), found by halving. Nothing asked is a bound of 1.
func LossBound(lost, asked int) float64 {
	if asked <= 0 || lost >= asked {
		return 1
	}
	low, high := float64(lost)/float64(asked), 1.0
	for range 40 {
		mid := (low + high) / 2
		if atMost(lost, asked, mid) > 1-confidence {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// atMost is the chance that at most k of n are lost when each is with chance p.
func atMost(k, n int, p float64) float64 {
	if p <= 0 {
		return 1
	}
	if p >= 1 {
		return 0
	}
	term := float64(n) * math.Log1p(-p) // the logarithm of the chance of none
	odds := math.Log(p) - math.Log1p(-p)
	sum := math.Exp(term)
	for i := 1; i <= k; i++ {
		term += math.Log(float64(n-i+1)) - math.Log(float64(i)) + odds
		sum += math.Exp(term)
	}
	return min(sum, 1)
}

// MissBound returns the upper bound of the chance that an open port is taken
// for silent: that all its questions were lost.
func MissBound(loss float64, questions int) float64 { return math.Pow(loss, float64(questions)) }
