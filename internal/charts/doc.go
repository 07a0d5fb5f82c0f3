// Package charts draws the four pictures of a report: how the days went, how
// fast the answers came, what grade a server had, and which ports were open.
//
// # One picture, three pens
//
// A chart is laid out once, in CSS pixels, as a list of areas, lines and texts
// ([Picture]). A [Pen] carries the list out: one writes PNG for mails, one SVG
// for pages, and the PDF brings its own. So a mail, the page and the document of
// one week show the same picture, and a test of one is a test of all.
//
// # Who looks at it
//
// Some see no colours, some have a telephone of 320 px, some read mail on black,
// and some hear the picture. Therefore:
//
//   - Colour is the second voice. The six states of a day differ in height and
//     pattern first ([State]); percentiles differ in the line's weight and dots;
//     an open port is a thick bar and a closed one a hairline.
//   - Text is 11 px and more at the width the picture is drawn for. A picture for
//     a mail is drawn [Narrow] and with two or three dots a pixel, and then shown
//     at the width of the window: a wide picture scaled down to a telephone has
//     letters of 4 px.
//   - No ink has 4.5:1 against both white and the near-black #16191d of a dark
//     mail (WCAG 2.2, 1.4.3): the first wants a luminance of at most 0.183, the
//     second at least 0.218. A mail's picture therefore brings its own ground,
//     the [Card]; [Light] and [Dark] are for grounds that are known.
//   - Every chart has a sentence made from its data ([Picture.Alt]) and a table
//     ([Picture.Table]); what the picture tells, these tell as well.
//
// # The same bytes
//
// The same data give the same bytes, here and on another machine: coordinates
// are rounded to 1/64 px, fonts are the Go fonts inside the program, and nothing
// asks for the time. A shape is rasterised within its own box: over the whole
// canvas a chart took eighty times as long.
package charts
