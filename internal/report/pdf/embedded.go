package pdf

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
)

// Embedded takes the JSON of a report out of its PDF. The file may be anything:
// what is not a document of this package gives [ErrNotOurs]. The JSON is at most
// 64 MiB and as long as the document says; whether it is true is for the journal
// to say.
func Embedded(pdf []byte) ([]byte, error) {
	all, err := objects(pdf)
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		if o.stream == nil || !bytes.Contains(o.dict, []byte("/Type /EmbeddedFile")) {
			continue
		}
		plain, err := inflate(o.stream)
		if err != nil {
			return nil, err
		}
		if want := size(o.dict); want != len(plain) {
			return nil, fmt.Errorf("%w: the attachment has %d bytes, the document says %d", ErrNotOurs, len(plain), want)
		}
		return plain, nil
	}
	return nil, fmt.Errorf("%w: %d objects, none of them an attachment", ErrNotOurs, len(all))
}

// size is how long the document says that its attachment is.
func size(dict []byte) int {
	m := regexp.MustCompile(`/Size (\d{1,9})\b`).FindSubmatch(dict)
	if m == nil {
		return -1
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return -1
	}
	return n
}
