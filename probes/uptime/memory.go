package uptime

import (
	"encoding/json"
	"time"
)

// memory is what the prober keeps from look to look.
type memory struct {
	// HTTPS is true once HTTPS has answered: plain HTTP may then no longer
	// stand in for it.
	HTTPS bool `json:"https,omitempty"`
	// PlainAsked is when HTTP was last asked for its redirect, Plain what came.
	PlainAsked time.Time `json:"plain_asked,omitzero"`
	Plain      string    `json:"plain,omitempty"`
}

// recall reads the memory; one that cannot be read is empty.
func recall(state []byte) memory {
	var m memory
	if len(state) == 0 {
		return m
	}
	if err := json.Unmarshal(state, &m); err != nil {
		return memory{}
	}
	return m
}

// bytes writes the memory.
func (m memory) bytes() []byte {
	if m == (memory{}) {
		return nil
	}
	b, err := json.Marshal(m)
	if err != nil {
		return nil // a bool, a time of this century and a string always marshal
	}
	return b
}
