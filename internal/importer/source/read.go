package source

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// largest file that is read: backups of thousands of monitors are far smaller.
const (
	largestJSON = 64 << 20
	largestYAML = 4 << 20
)

// Read reads a file's text as JSON if it begins as that, else as YAML. It is nil
// when that fails, which is then noted in log.
func Read(file string, data []byte, log *Log) *Node {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if text := unreadable(data); text != "" {
		log.Add(Fault{Place: Place{File: file}, Text: text})
		return nil
	}
	if isJSON(data) {
		return readJSON(file, data, log)
	}
	return readYAML(file, data, log)
}

// isJSON reports whether a text can only have been meant as JSON: its first
// bracket is followed by a quote, or by nothing. YAML's own brackets seldom quote
// their keys, and JSON's always.
func isJSON(data []byte) bool {
	head := bytes.TrimLeft(data, " \t\r\n")
	if len(head) < 2 || head[0] != '{' && head[0] != '[' {
		return false
	}
	rest := bytes.TrimLeft(head, "[{ \t\r\n")
	return len(rest) > 0 && bytes.IndexByte([]byte(`"]}`), rest[0]) >= 0
}

// unreadable says why bytes cannot be a config at all.
func unreadable(data []byte) string {
	most := largestYAML
	if isJSON(data) {
		most = largestJSON
	}
	switch {
	case len(data) > most:
		return fmt.Sprintf("is %d bytes, want at most %d", len(data), most)
	case bytes.IndexByte(data, 0) >= 0:
		return "has a zero byte in it; want text in UTF-8"
	case !utf8.Valid(data):
		return "is not UTF-8 text"
	default:
		return ""
	}
}
