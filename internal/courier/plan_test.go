package courier

import (
	"fmt"
	"strings"
	"testing"

	"holdfast"
)

// rowsOf reads rows of one thread from words: the step, then any of a state
// ("done", "refused", "superseded", "sending"), "doubt", "tried" (waiting in
// back-off) and "part".
func rowsOf(words ...string) []holdfast.Delivery {
	var rows []holdfast.Delivery
	for i, word := range words {
		step, rest, _ := strings.Cut(word, " ")
		row := holdfast.Delivery{Seq: int64(i + 1), Notice: holdfast.Notice{Step: holdfast.Step(step), Incident: holdfast.Incident{Number: int64(i + 1)}}}
		for mark := range strings.FieldsSeq(rest) {
			switch mark {
			case "doubt":
				row.Doubt = true
			case "tried":
				row.Attempts, row.Next = 3, holdfast.Instant{}.In(7)
			case "part":
				row.Notice.Part = "thread"
			default:
				if err := row.State.UnmarshalText([]byte(mark)); err != nil {
					panic(err)
				}
			}
		}
		if row.State == holdfast.DeliveryDone {
			row.Ref = fmt.Sprint("ref", i+1)
		}
		rows = append(rows, row)
	}
	return rows
}

// saying puts what a plan says into a line: the row to send with its marks, the
// rows that are dropped, and those that stay behind it.
func saying(e errand) string {
	if e.head.Seq == 0 {
		return "nothing"
	}
	text := fmt.Sprint("send ", e.head.Seq)
	if e.head.Doubt {
		text += " in doubt"
	}
	if e.head.Notice.Over != nil {
		text += fmt.Sprint(" over as of ", e.head.Notice.Over.Number)
	}
	if e.head.Next != (holdfast.Deadline{}) {
		text += " after its wait"
	}
	text += fmt.Sprint(e.head.Notice.Refs)
	for _, row := range e.superseded {
		text += fmt.Sprint(" drop ", row.Seq)
	}
	for _, row := range e.rest {
		text += fmt.Sprint(" then ", row.Seq)
	}
	return text
}

func TestPlan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		rows []string
		want string
	}{
		{"empty", nil, "nothing"},
		{"all told", []string{"opened done", "resolved done"}, "nothing"},
		{"first", []string{"opened"}, "send 1[]"},
		{"in order", []string{"opened done", "worse", "acknowledged"}, "send 2[ref1] then 3"},
		{"found sending", []string{"opened sending"}, "send 1 in doubt[]"},
		{"over before it was told", []string{"opened tried", "worse", "reminder", "acknowledged", "resolved"}, "send 1 over as of 5 after its wait[] drop 2 drop 3 drop 4 then 5"},
		{"over, but perhaps told", []string{"opened doubt", "worse", "resolved"}, "send 1 in doubt[] drop 2 then 3"},
		{"over, but a later step perhaps told", []string{"opened done", "worse doubt", "resolved"}, "send 2 in doubt[ref1] then 3"},
		{"told, then over", []string{"opened done", "worse", "resolved"}, "send 3[ref1] drop 2"},
		{"the opening was refused", []string{"opened refused", "resolved"}, "send 2[]"},
		{"reminders fold into the newest", []string{"opened tried", "reminder", "reminder", "reminder"}, "send 1 after its wait[] drop 2 drop 3 then 4"},
		{"a failing reminder's wait goes on", []string{"opened done", "reminder tried", "reminder"}, "send 3 after its wait[ref1] drop 2"},
		{"a doubtful reminder is brought to its end", []string{"opened done", "reminder doubt", "reminder"}, "send 2 in doubt[ref1] then 3"},
		{"the newest worsening and the newest reminder", []string{"opened done", "worse tried", "reminder", "worse", "reminder"}, "send 4 after its wait[ref1] drop 2 drop 3 then 5"},
		{"acknowledgements stay", []string{"opened tried", "acknowledged", "acknowledged"}, "send 1 after its wait[] then 2 then 3"},
		{"parts of a step are not each other's repeats", []string{"opened done", "worse", "worse part"}, "send 2[ref1] then 3"},
		{"only the opening itself is told as over", []string{"opened done", "opened part", "resolved"}, "send 2[ref1] then 3"},
		{"a fixed key begins anew", []string{"opened done", "resolved done", "opened", "resolved"}, "send 3 over as of 4[] then 4"},
		{"what comes later gives no reference", []string{"opened done", "worse doubt", "opened"}, "send 2 in doubt[ref1] then 3"},
		{"references of this opening", []string{"opened done", "resolved done", "opened done", "resolved"}, "send 4[ref3]"},
		{"drill", []string{"drill"}, "send 1[]"},
	} {
		if got := saying(plan(rowsOf(c.rows...))); got != c.want {
			t.Errorf("%s: %s; want %s", c.name, got, c.want)
		}
	}
}

// FuzzPlan looks for a thread in which something is lost: every row that waits
// must be sent, dropped for a later one that is kept, or left for later, and what
// may have been taken is never dropped.
func FuzzPlan(f *testing.F) {
	f.Add([]byte{0, 8, 16})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		steps := []string{"opened", "worse", "reminder", "acknowledged", "resolved", "drill"}
		marks := []string{"", "", "done", "refused", "superseded", "sending", "doubt", "tried", "part"}
		var words []string
		for _, b := range bytes {
			words = append(words, steps[int(b)%len(steps)]+" "+marks[int(b)/len(steps)%len(marks)])
		}
		rows := rowsOf(words...)
		e := plan(rows)
		fate := map[int64]int{e.head.Seq: 1}
		for _, row := range e.rest {
			fate[row.Seq]++
		}
		for _, row := range e.superseded {
			fate[row.Seq]++
			if row.Doubt || row.State != holdfast.DeliverySuperseded || !between(row.Notice.Step) {
				t.Fatalf("%v: row %d is dropped", words, row.Seq)
			}
		}
		for _, row := range rows {
			if want := 1; !row.State.Ended() && fate[row.Seq] != want {
				t.Fatalf("%v: row %d is accounted for %d times", words, row.Seq, fate[row.Seq])
			}
		}
	})
}
