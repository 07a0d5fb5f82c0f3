package unreachable_test

import (
	"os"
	"strings"
	"testing"

	"holdfast/probes/internal/greet"
)

// The page lists every frame that is sent, in the words of the code.
func TestPageListsEveryFrame(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("doc.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range greet.Frames() {
		if row := "| " + f.Title + " | " + f.Sends + " |"; !strings.Contains(string(page), row+"\n") {
			t.Errorf("doc.md lacks the row\n%s", row)
		}
	}
}
