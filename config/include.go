package config

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// readFile reads one file's text into sections, and what it includes after it.
func (l *loader) readFile(name string, data []byte, from place) {
	path := filepath.Clean(name)
	l.read[path] = from
	l.reading = append(l.reading, path)
	defer func() { l.reading = l.reading[:len(l.reading)-1] }()

	l.sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(data))))
	l.sum.Write(data)
	l.plan.Hash = l.digest()

	data = trimMark(data)
	src := newSource(name, data)
	l.sources = append(l.sources, src)
	before := len(l.problems)
	root := l.parse(src, data)
	if root == nil || root.shape != table {
		if len(l.problems) == before {
			l.fault(place{src: src}, "", "is empty", emptyHint(len(l.reading)))
		}
		return
	}
	l.collect(root)
	if include := root.get("include"); include != nil {
		l.include(src, include)
	}
}

// trimMark takes off the byte order mark that some editors write.
func trimMark(data []byte) []byte {
	return []byte(strings.TrimPrefix(string(data), "\uFEFF"))
}

// smallest is the smallest file that is of use.
const smallest = "sites: [www.example.com]"

// emptyHint says what to write into an empty file.
func emptyHint(depth int) string {
	if depth > 1 {
		return "write its sections, or take it out"
	}
	return "the smallest useful file is: " + smallest
}

// include reads the files that an include section names.
func (l *loader) include(src *source, n *node) {
	for _, item := range n.elements() {
		if item.shape == table && item.has("sites") {
			l.fault(item.at, item.path, "lists of targets have a section of their own", "write discover: {NAME: {files: […], allow: […]}}")
			continue
		}
		var pattern string
		if !l.decode(item, &pattern) {
			continue
		}
		full := pattern
		if !filepath.IsAbs(full) {
			full = filepath.Join(filepath.Dir(src.name), pattern)
		}
		l.includeAll(item, full)
	}
}

// includeAll reads what a path or glob leads to, in the order of names.
func (l *loader) includeAll(n *node, pattern string) {
	paths := []string{pattern}
	if strings.ContainsAny(pattern, "*?[") {
		found, err := l.opt.Glob(pattern)
		if err != nil {
			l.faultf(n.at, n.path, "%s is not a pattern of file names", n.quote())
			return
		}
		paths = slices.Sorted(slices.Values(found))
		if len(paths) == 0 {
			l.warn(n.at, n.path, n.quote()+" matches no file", "")
		}
	}
	for _, path := range paths {
		l.includeOne(n, path)
	}
}

// includeOne reads one file, unless it was read before.
func (l *loader) includeOne(n *node, path string) {
	path = filepath.Clean(path)
	shown := strconv.Quote(path)
	if n.seen.env {
		shown = mask
	}
	if slices.Contains(l.reading, path) {
		l.fault(n.at, n.path, shown+" includes itself in the end", "keep included files in a folder of their own: conf.d/*.yaml")
		return
	}
	if before, twice := l.read[path]; twice {
		l.faultf(n.at, n.path, "%s is included a second time; the first is in %s", shown, before)
		return
	}
	data, err := l.opt.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.fault(n.at, n.path, shown+" does not exist", "paths are relative to the file that includes them")
	case err != nil:
		l.faultf(n.at, n.path, "reading %s: %s", shown, cause(err))
	default:
		l.readFile(path, data, n.at)
	}
}
