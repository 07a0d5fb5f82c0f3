package picture_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"holdfast"
	"holdfast/internal/report"
	"holdfast/internal/report/picture"
)

func TestCharts(t *testing.T) {
	t.Parallel()
	d := &report.Document{}
	if list, err := picture.Charts(d); err != nil || len(list) != 0 {
		t.Errorf("a calm week has %d charts (%v), want none", len(list), err)
	}
	d.Uptime = []report.Uptime{{Name: "api", Status: holdfast.Holds, Times: report.Times{Down: 60e9}, Days: []report.Day{{Date: "2026-11-22", Word: "down"}, {Date: "2026-11-23", Word: "none"}}}}
	d.TLS.Grades = []report.Grade{{Target: "shop", Before: "A", Now: "B", History: []report.GradePoint{{Grade: "A"}, {Grade: "B"}}}}
	list, err := picture.Charts(d)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d charts (%v), want 2", len(list), err)
	}
	for _, c := range list {
		img, err := png.DecodeConfig(bytes.NewReader(c.PNG))
		if err != nil || img.Width != 2*c.Width || len(c.PNG) > 40<<10 {
			t.Errorf("%s: %d dots wide, %d bytes (%v)", c.Name, img.Width, len(c.PNG), err)
		}
	}
	if !strings.Contains(list[0].Alt, "api") || !strings.Contains(list[1].Alt, "shop") {
		t.Errorf("the sentences name nothing: %q, %q", list[0].Alt, list[1].Alt)
	}
}
