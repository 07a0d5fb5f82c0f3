// Package pdf sets a report as a document for paper and for auditors.
//
// # What it is for
//
// A mail is read once; a document is filed, printed and asked about a year
// later. So it is complete: every row that the mail folds into a count is here,
// in the same words, since both are set from the same [report.Sheet]. The verdict
// stands first, each section has a bookmark, tables repeat their heads on every
// page, and every page says which report it belongs to.
//
// # A document that can be recomputed
//
// Every number of the report is embedded as JSON (an EmbeddedFile of ISO
// 32000-1, 7.11.4, which readers show as an attachment called report.json).
// [Embedded] takes it out again; it reads any file that somebody hands it, and
// therefore believes no length and no offset in it.
//
// # What it is made with
//
// The pages are written with fpdf; its output is then taken apart into objects
// and compressed once more, because fpdf compresses for speed and a file of a
// mail should be small. Letters are the Go fonts, of which the used ones are
// embedded with their code points (ToUnicode), so that text can be searched and
// copied. Nothing asks for the time: the dates are the report's, and the same
// report gives the same bytes.
//
// It is no tagged PDF, which no library here can write: the page of the report
// (HTML) is the form for those who do not see.
package pdf
