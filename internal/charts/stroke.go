package charts

import "math"

// outlines turns a line into areas that all turn the same way, so that where
// they overlap they are covered once: a quadrangle a segment, an octagon a bend.
func outlines(with Stroke, through []Point) [][]Point {
	var areas [][]Point
	for _, dash := range dashes(with, through) {
		for i := 1; i < len(dash); i++ {
			if q := quad(dash[i-1], dash[i], with.Width/2); q != nil {
				areas = append(areas, q)
			}
			if i+1 < len(dash) {
				areas = append(areas, octagon(dash[i], with.Width/2))
			}
		}
	}
	return areas
}

// quad is a segment with its width.
func quad(a, b Point, half float64) []Point {
	dx, dy := b.X-a.X, b.Y-a.Y
	long := math.Hypot(dx, dy)
	if long == 0 {
		return nil
	}
	ox, oy := -dy/long*half, dx/long*half
	return rounded([]Point{{a.X - ox, a.Y - oy}, {b.X - ox, b.Y - oy}, {b.X + ox, b.Y + oy}, {a.X + ox, a.Y + oy}})
}

// octagon stands for a disc; at these sizes nobody sees the difference.
func octagon(at Point, r float64) []Point {
	s := r * math.Sqrt2 / 2
	return rounded([]Point{
		{at.X + r, at.Y},
		{at.X + s, at.Y + s},
		{at.X, at.Y + r},
		{at.X - s, at.Y + s},
		{at.X - r, at.Y},
		{at.X - s, at.Y - s},
		{at.X, at.Y - r},
		{at.X + s, at.Y - s},
	})
}

// dashes cuts a line into the parts that are drawn; a solid line is one part.
func dashes(with Stroke, through []Point) [][]Point {
	if with.Dash <= 0 || with.Gap <= 0 {
		return [][]Point{through}
	}
	var parts [][]Point
	var part []Point
	drawn, left := true, with.Dash
	for i := 1; i < len(through); i++ {
		a, b := through[i-1], through[i]
		long := math.Hypot(b.X-a.X, b.Y-a.Y)
		for at := 0.0; at < long; {
			step := min(left, long-at)
			if drawn && len(part) == 0 {
				part = append(part, along(a, b, at/long))
			}
			at, left = at+step, left-step
			if drawn {
				part = append(part, along(a, b, at/long))
			}
			if left > 1e-9 {
				continue
			}
			if drawn {
				parts, part = append(parts, part), nil
			}
			drawn, left = !drawn, with.Dash
			if !drawn {
				left = with.Gap
			}
		}
	}
	if len(part) > 1 {
		parts = append(parts, part)
	}
	return parts
}

func along(a, b Point, share float64) Point {
	return Point{a.X + (b.X-a.X)*share, a.Y + (b.Y-a.Y)*share}
}

// corner is the radius of a card.
const corner = 8.0

// corners are the four quarters of a disc in the corners of a card.
func corners(w, h float64) [][]Point {
	var quarters [][]Point
	for i, c := range []Point{{w - corner, h - corner}, {corner, h - corner}, {corner, corner}, {w - corner, corner}} {
		quarter := []Point{c}
		for step := range 9 {
			turn := (float64(i) + float64(step)/8) * math.Pi / 2
			quarter = append(quarter, Point{c.X + corner*math.Cos(turn), c.Y + corner*math.Sin(turn)})
		}
		quarters = append(quarters, rounded(quarter))
	}
	return quarters
}
