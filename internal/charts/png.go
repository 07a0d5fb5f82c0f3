package charts

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// MaxScale bounds the dots of a CSS pixel.
const MaxScale = 4

// PNG draws the picture with so many dots a CSS pixel (1 to [MaxScale]; 2 is
// right for most screens).
func (p *Picture) PNG(theme Theme, scale int) ([]byte, error) {
	img, err := p.Image(theme, scale)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := png.Encode(&out, paletted(img)); err != nil {
		return nil, fmt.Errorf("write a chart of %v as PNG: %w", img.Bounds().Size(), err)
	}
	return out.Bytes(), nil
}

// Image draws the picture as [Picture.PNG] does.
func (p *Picture) Image(theme Theme, scale int) (*image.RGBA, error) {
	if scale < 1 || scale > MaxScale {
		return nil, fmt.Errorf("draw a chart with %d dots a pixel: want 1 to %d", scale, MaxScale)
	}
	b := newBrush(p, theme, float64(scale))
	b.ground(p)
	p.Draw(b)
	return b.img, b.err
}

// brush is the pen that fills dots.
type brush struct {
	img    *image.RGBA
	theme  Theme
	scale  float64
	raster *vector.Rasterizer
	ruler  ruler
	faces  map[faceKey]font.Face
	err    error
}

type faceKey struct {
	px   float64
	bold bool
}

func newBrush(p *Picture, theme Theme, scale float64) *brush {
	dots := image.Rect(0, 0, int(math.Ceil(p.Width*scale)), int(math.Ceil(p.Height*scale)))
	return &brush{
		img: image.NewRGBA(dots), theme: theme, scale: scale,
		raster: vector.NewRasterizer(1, 1), ruler: newRuler(), faces: map[faceKey]font.Face{},
	}
}

// ground covers the canvas, or draws the card.
func (b *brush) ground(p *Picture) {
	draw.Draw(b.img, b.img.Bounds(), image.NewUniform(b.theme.Ground()), image.Point{}, draw.Src)
	if b.theme != Card {
		return
	}
	for _, quarter := range corners(p.Width, p.Height) {
		draw.Draw(b.img, b.box([][]Point{quarter}), image.Transparent, image.Point{}, draw.Src)
		b.fill(b.theme.Ground(), [][]Point{quarter})
	}
}

// Area implements [Pen].
func (b *brush) Area(ink Ink, outline []Point) {
	b.fill(b.theme.Colour(ink), [][]Point{outline})
}

// Line implements [Pen].
func (b *brush) Line(ink Ink, with Stroke, through []Point) {
	b.fill(b.theme.Colour(ink), outlines(with, through))
}

// fill rasterises outlines that turn the same way, within their own box.
func (b *brush) fill(c color.RGBA, outlines [][]Point) {
	box := b.box(outlines)
	if box.Empty() {
		return
	}
	b.raster.Reset(box.Dx(), box.Dy())
	for _, outline := range outlines {
		for i, p := range outline {
			x, y := float32(p.X*b.scale-float64(box.Min.X)), float32(p.Y*b.scale-float64(box.Min.Y))
			if i == 0 {
				b.raster.MoveTo(x, y)
			} else {
				b.raster.LineTo(x, y)
			}
		}
		b.raster.ClosePath()
	}
	b.raster.Draw(b.img, box, image.NewUniform(c), image.Point{})
}

// box is the smallest rectangle of dots around outlines, within the canvas.
func (b *brush) box(outlines [][]Point) image.Rectangle {
	low, high := Point{math.Inf(1), math.Inf(1)}, Point{math.Inf(-1), math.Inf(-1)}
	for _, outline := range outlines {
		for _, p := range outline {
			low = Point{min(low.X, p.X), min(low.Y, p.Y)}
			high = Point{max(high.X, p.X), max(high.Y, p.Y)}
		}
	}
	if !(low.X <= high.X) {
		return image.Rectangle{}
	}
	around := image.Rect(int(math.Floor(low.X*b.scale)), int(math.Floor(low.Y*b.scale)), int(math.Ceil(high.X*b.scale)), int(math.Ceil(high.Y*b.scale)))
	return around.Intersect(b.img.Bounds())
}

// Label implements [Pen].
func (b *brush) Label(ink Ink, l Label) {
	face, err := b.face(faceKey{l.Size * b.scale, l.Bold})
	if err != nil {
		b.err = err
		return
	}
	x := l.At.X
	switch w := b.ruler.width(l.Text, l.Size, l.Bold); l.Anchor {
	case Middle:
		x -= w / 2
	case End:
		x -= w
	case Start:
	}
	dot := fixed.Point26_6{X: fixed.Int26_6(math.Round(x * b.scale * 64)), Y: fixed.Int26_6(math.Round(l.At.Y * b.scale * 64))}
	drawer := font.Drawer{Dst: b.img, Src: image.NewUniform(b.theme.Colour(ink)), Face: face, Dot: dot}
	drawer.DrawString(l.Text)
}

func (b *brush) face(k faceKey) (font.Face, error) {
	if f, ok := b.faces[k]; ok {
		return f, nil
	}
	f, err := opentype.NewFace(b.ruler.font(k.bold), &opentype.FaceOptions{Size: k.px, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("draw letters of %g dots: %w", k.px, err)
	}
	b.faces[k] = f
	return f, nil
}
