package web

import (
	"fmt"
	"time"

	"holdfast/internal/journal"
)

// hourText says in words what a bar shows by colour.
func hourText(at time.Time, h journal.Hour) string {
	return fmt.Sprintf("%s: %d looks, %d broken, %d unknown, %d missing", at.UTC().Format("2 Jan 15:04"), h.N, h.Bad, h.Unknown, h.Missing)
}
