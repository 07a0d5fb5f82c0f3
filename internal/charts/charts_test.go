package charts

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden returns what the file holds, after writing it when asked to.
func golden(t *testing.T, name string, got []byte) []byte {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return want
}

// TestGoldenPNG compares dots, not bytes: the compressor may change with Go.
func TestGoldenPNG(t *testing.T) {
	t.Parallel()
	for name, picture := range samples(Narrow) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := picture.PNG(Card, 2)
			if err != nil {
				t.Fatal(err)
			}
			want := golden(t, name+".png", got)
			if d := dots(t, got, want); d != 0 {
				t.Errorf("%d dots differ from testdata/%s.png; look at both, then -update", d, name)
			}
		})
	}
}

// dots counts those in which two PNG differ, -1 when they are of unlike size.
func dots(t *testing.T, a, b []byte) int {
	t.Helper()
	x, y := decoded(t, a), decoded(t, b)
	if x.Bounds() != y.Bounds() {
		return -1
	}
	n := 0
	for j := range x.Bounds().Dy() {
		for i := range x.Bounds().Dx() {
			if x.At(i, j) != y.At(i, j) {
				n++
			}
		}
	}
	return n
}

func decoded(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestGoldenSVG(t *testing.T) {
	t.Parallel()
	for name, picture := range samples(Wide) {
		got := picture.SVG(Light)
		if diff := cmp.Diff(string(golden(t, name+".svg", got)), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestSVGIsFitForAPage holds what a strict page needs: XML, no style, no script,
// no id, a name and a sentence.
func TestSVGIsFitForAPage(t *testing.T) {
	t.Parallel()
	bars := sampleBars()
	bars.Title, bars.Rows[0].Name = `<script>"&'`+"\x00\x1b\xff", "a<b&c>\u202e"
	for _, theme := range []Theme{Light, Dark, Card} {
		text := string(bars.Picture(Wide).SVG(theme))
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in %s", err, text)
			}
		}
		for _, bad := range []string{"<script", "style=", "<style", " id=", "href", "onload"} {
			if strings.Contains(text, bad) {
				t.Errorf("the SVG holds %q", bad)
			}
		}
		for _, good := range []string{`role="img"`, "aria-label=", "<title>", "<desc>"} {
			if !strings.Contains(text, good) {
				t.Errorf("the SVG lacks %q", good)
			}
		}
	}
}

func TestAlt(t *testing.T) {
	t.Parallel()
	got := map[string]string{
		"no bars":   Bars{}.Alt(),
		"no times":  Latency{From: day(-7), To: day(0)}.Alt(),
		"no grade":  Grades{From: day(-7), To: day(0)}.Alt(),
		"one grade": Grades{From: day(-7), To: day(0), Steps: []GradeStep{{At: day(-9), Grade: "A"}}}.Alt(),
		"no port":   Exposure{From: day(-7), To: day(0)}.Alt(),
		"bars":      sampleBars().Alt(),
		"latency":   sampleLatency().Alt(),
		"grades":    sampleGrades().Alt(),
		"exposure":  sampleExposure().Alt(),
	}
	want := map[string]string{
		"no bars":   "No day on record yet.",
		"no times":  "Latency from 2026-11-16 to 2026-11-23: no answer in this time.",
		"no grade":  "Grade from 2026-11-16 to 2026-11-23: not known.",
		"one grade": "Grade from 2026-11-16 to 2026-11-23: A all the time.",
		"no port":   "0 ports from 2026-11-16 to 2026-11-23: none was open that should not be. 0 open as allowed, 0 closed all the time, 0 not known in full.",
		"bars": "90 days to 2026-11-23 of 3 checks: api.example.com/uptime 99.83 %, 1 day down (2026-11-21), 2 days unknown (2026-09-13, 2026-09-14), 2 days at risk (2026-11-13, 2026-11-14), 2 days maintenance (2026-10-23, 2026-10-24), 1 day blind (2026-09-29); " +
			"app.example.com/uptime 99.97 %, 1 day down (2026-10-14); a-host-with-a-very-long-name.eu-west-1.example.com/uptime 100 %, up on all 33 days.",
		"latency":  "Latency from 2026-11-16 to 2026-11-23, medians of 322 intervals: half of the answers within 59 ms, 95 % within 120 ms, 99 % within 192 ms; slowest at 2026-11-21 07:30 with a p99 of 727 ms; the 95th percentile kept the SLO of 300 ms in 317 of 322; 1 gap without answers.",
		"grades":   "Grade from 2026-08-25 to 2026-11-23: A at first; A+ from 2026-09-14 00:00; not known from 2026-10-14 00:00; A+ from 2026-10-17 00:00; B from 2026-11-19 14:00.",
		"exposure": "4 ports from 2026-11-16 to 2026-11-23: db2:6379 redis open for 9 min from 2026-11-18 03:04; legacy:8080 open for 38 h from 2026-11-21 10:10. 1 open as allowed, 0 closed all the time, 1 not known in full.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestEveryStateLooksItsOwnWay draws each state in one colour and wants no two
// alike: who sees no colours must be able to tell them apart.
func TestEveryStateLooksItsOwnWay(t *testing.T) {
	t.Parallel()
	for _, width := range []float64{2.25, 4, 6} {
		seen := map[string]State{}
		for state := range State(states) {
			s := newSheet(Narrow, "")
			s.bars(state, columns{base: 30, w: width, h: barHeight, n: 1})
			shape := &outlinesOnly{}
			s.Draw(shape)
			if other, twice := seen[shape.String()]; twice {
				t.Errorf("at %g px, %s looks like %s", width, state, other)
			}
			seen[shape.String()] = state
		}
	}
}

// outlinesOnly is a pen without colours.
type outlinesOnly struct{ strings.Builder }

func (o *outlinesOnly) Area(_ Ink, outline []Point)     { o.WriteString(trace(outline)) }
func (o *outlinesOnly) Line(_ Ink, _ Stroke, p []Point) { o.WriteString(trace(p)) }
func (o *outlinesOnly) Label(_ Ink, l Label)            { o.WriteString(l.Text) }

// TestNothingLeavesThePicture holds every mark within the picture at any width,
// also where the data are beyond reason.
func TestNothingLeavesThePicture(t *testing.T) {
	t.Parallel()
	odd := sampleBars()
	odd.Days = 1000
	odd.Rows[0].Name, odd.Rows[0].Value = strings.Repeat("long ", 99), strings.Repeat("9", 30)
	slow := sampleLatency()
	slow.SLO = 99 * time.Hour
	late := sampleExposure()
	late.Ports[0].Name = strings.Repeat("端", 90)
	late.From, late.To = late.To, late.From
	for _, width := range []float64{0, Narrow, 375, 413.7, Wide, 1200} {
		for name, p := range samples(width) {
			p.Draw(&fence{t, name, p})
		}
		for name, p := range map[string]*Picture{
			"odd": odd.Picture(width), "slow": slow.Picture(width), "late": late.Picture(width), "none": Bars{}.Picture(width),
			"no answer": Latency{}.Picture(width), "no grade": Grades{}.Picture(width), "no port": Exposure{}.Picture(width),
		} {
			p.Draw(&fence{t, name, p})
		}
	}
}

// fence is a pen that tells of every mark outside of the picture.
type fence struct {
	t    *testing.T
	name string
	p    *Picture
}

func (f *fence) within(points []Point) {
	f.t.Helper()
	for _, p := range points {
		if !(p.X >= 0 && p.X <= f.p.Width && p.Y >= 0 && p.Y <= f.p.Height) {
			f.t.Errorf("%s, %g wide: a mark at %v is outside of %g by %g", f.name, f.p.Width, p, f.p.Width, f.p.Height)
			return
		}
	}
}

func (f *fence) Area(_ Ink, outline []Point)     { f.within(outline) }
func (f *fence) Line(_ Ink, _ Stroke, p []Point) { f.within(p) }
func (f *fence) Label(_ Ink, l Label) {
	w := newRuler().width(l.Text, l.Size, l.Bold)
	left := l.At.X - map[Anchor]float64{Start: 0, Middle: w / 2, End: w}[l.Anchor]
	if l.Size < smallPx {
		f.t.Errorf("%s: %q is written in %g px", f.name, l.Text, l.Size)
	}
	f.within([]Point{{left, l.At.Y - l.Size}, {left + w, l.At.Y}})
}

func TestPNGRefusesScales(t *testing.T) {
	t.Parallel()
	for _, scale := range []int{-1, 0, MaxScale + 1} {
		if _, err := sampleGrades().Picture(Narrow).PNG(Light, scale); err == nil {
			t.Errorf("scale %d was taken", scale)
		}
	}
}

// TestPictureIsForMany draws one picture at many places at a time, all alike.
func TestPictureIsForMany(t *testing.T) {
	t.Parallel()
	p := sampleBars().Picture(Narrow)
	want, err := p.PNG(Dark, 1)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got, err := p.PNG(Dark, 1); err != nil || !bytes.Equal(got, want) {
				t.Errorf("drawn again: %v, equal %t", err, bytes.Equal(got, want))
			}
		})
	}
	wg.Wait()
}

// TestShapesStayInTheirBox counts the dots that are rasterised: over the whole
// canvas it would be the canvas times the number of marks.
func TestShapesStayInTheirBox(t *testing.T) {
	t.Parallel()
	for name, p := range samples(Wide) {
		b := newBrush(p, Light, 2)
		c := &counter{brush: b}
		p.Draw(c)
		canvas := b.img.Bounds().Dx() * b.img.Bounds().Dy()
		if c.sum > 6*canvas {
			t.Errorf("%s: %d marks rasterise %d dots, %.1f times the canvas", name, c.marks, c.sum, float64(c.sum)/float64(canvas))
		}
	}
}

// counter is a pen that counts the dots of the boxes.
type counter struct {
	*brush
	sum, marks int
}

func (c *counter) add(outlines [][]Point) {
	box := c.box(outlines)
	c.sum, c.marks = c.sum+box.Dx()*box.Dy(), c.marks+1
}
func (c *counter) Area(_ Ink, outline []Point)     { c.add([][]Point{outline}) }
func (c *counter) Line(_ Ink, w Stroke, p []Point) { c.add(outlines(w, p)) }
func (c *counter) Label(ink Ink, l Label)          { c.brush.Label(ink, l) }

// BenchmarkPNG draws each sample, and says how many times as long it takes as
// the encoding of an empty picture of the same size.
func BenchmarkPNG(b *testing.B) {
	for name, p := range samples(Narrow) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.PNG(Card, 2); err != nil {
					b.Fatal(err)
				}
			}
			took := b.Elapsed() / time.Duration(b.N)
			empty := &Picture{Width: p.Width, Height: p.Height}
			began := time.Now()
			for range 5 {
				if _, err := empty.PNG(Card, 2); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(took)/(float64(time.Since(began))/5), "x-empty")
		})
	}
}
