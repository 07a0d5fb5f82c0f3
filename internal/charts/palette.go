package charts

import (
	"cmp"
	"encoding/binary"
	"image"
	"image/color"
	"slices"
)

// paletted draws an image with at most 256 colours, which makes its PNG a third
// as long: the most frequent colours stay, and each other one, which is the edge
// of a letter or a line, becomes the nearest of them.
func paletted(img *image.RGBA) *image.Paletted {
	seen := map[[4]byte]int{}
	for i := 0; i < len(img.Pix); {
		c := [4]byte(img.Pix[i : i+4])
		n := run(img.Pix[i:], c)
		seen[c] += n
		i += 4 * n
	}
	chosen := frequent(seen)
	index := make(map[[4]byte]byte, len(seen))
	for c := range seen {
		index[c] = nearest(chosen, c)
	}
	out := image.NewPaletted(img.Bounds(), nil)
	for _, c := range chosen {
		out.Palette = append(out.Palette, color.RGBA{R: c[0], G: c[1], B: c[2], A: c[3]})
	}
	for i := 0; i < len(out.Pix); {
		c := [4]byte(img.Pix[4*i : 4*i+4])
		n, to := run(img.Pix[4*i:], c), index[c]
		for k := range n {
			out.Pix[i+k] = to
		}
		i += n
	}
	return out
}

// run is how many dots in a row have the colour.
func run(pix []byte, c [4]byte) int {
	n := 1
	for 4*n < len(pix) && [4]byte(pix[4*n:4*n+4]) == c {
		n++
	}
	return n
}

// frequent lists the 256 colours that most dots have, in an order of their own.
func frequent(seen map[[4]byte]int) [][4]byte {
	all := make([][4]byte, 0, len(seen))
	for c := range seen {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b [4]byte) int {
		return cmp.Or(cmp.Compare(seen[b], seen[a]), cmp.Compare(binary.BigEndian.Uint32(a[:]), binary.BigEndian.Uint32(b[:])))
	})
	return all[:min(len(all), 256)]
}

// nearest is the index of the first of the colours that is least different.
func nearest(from [][4]byte, c [4]byte) byte {
	best, least := 0, 1<<30
	for i, f := range from {
		sum := 0
		for k := range 4 {
			d := int(f[k]) - int(c[k])
			sum += d * d
		}
		if sum < least {
			best, least = i, sum
		}
	}
	return byte(best)
}
