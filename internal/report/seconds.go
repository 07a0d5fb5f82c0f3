package report

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Seconds is a length of time that JSON sees as seconds, to the millisecond.
type Seconds time.Duration

// Std returns it as the standard library's type.
func (s Seconds) Std() time.Duration { return time.Duration(s) }

// MarshalJSON writes the shortest decimal of seconds: 90, 0.143.
func (s Seconds) MarshalJSON() ([]byte, error) {
	ms := time.Duration(s).Round(time.Millisecond).Milliseconds()
	return strconv.AppendFloat(nil, float64(ms)/1000, 'f', -1, 64), nil
}

// UnmarshalJSON reads a number of seconds.
func (s *Seconds) UnmarshalJSON(text []byte) error {
	var f float64
	if err := json.Unmarshal(text, &f); err != nil {
		return fmt.Errorf("seconds %s: %w", text, err)
	}
	*s = Seconds(math.Round(f*1000)) * Seconds(time.Millisecond)
	return nil
}
