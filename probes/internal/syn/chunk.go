package syn

import "time"

// chunk is a run of questions that are judged together.
type chunk struct {
	ports        []uint16
	begun, ended time.Time // first and last SYN
	rate         float64   // SYNs per second that were allowed
	sent         int       // SYNs, canaries included
	last         int       // which SYN of the sweep its last question was
	crying       int       // canaries without a fate
	firsts       int       // canaries asked: the first SYN of a connection
	laters       int       // and those that were no first
	first, later count     // fates of its canaries; see canary
}

// The size of a chunk.
const (
	chunkLeast = 50 * time.Millisecond
	chunkMost  = 500 * time.Millisecond
	chunkPorts = 8192
	fewest     = 2 // canaries in a chunk
)

// speed is how fast the chunk was really sent.
func (k *chunk) speed() float64 {
	took := k.ended.Sub(k.begun)
	if took < chunkLeast {
		return k.rate
	}
	return min(k.rate, float64(k.sent)/took.Seconds())
}

// segment is a list of ports that wait for their next SYN.
type segment struct {
	ports []uint16
	ready time.Time
}
