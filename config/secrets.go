package config

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"holdfast"
)

// secret fills a Secret: the text itself, or the content of the file that
// file:PATH names, relative to the file that says so.
func (d *decoder) secret(n *node, into *holdfast.Secret) {
	if n.shape != scalar {
		d.want(n, "a secret such as ${NAME} or file:PATH")
		return
	}
	n.seen.secret = true
	value := n.text
	if path, ok := strings.CutPrefix(value, filePrefix); ok {
		value, ok = d.secretFile(n, path)
		if !ok {
			return
		}
	}
	if value == "" {
		d.fault(n, "is an empty secret", "write ${NAME} or file:PATH, or take the line out")
		return
	}
	d.l.hide(value)
	n.resolved = value
	*into = holdfast.Secret(value)
}

// secretFile reads a secret's file; the line break that editors put at its end
// is no part of it.
func (d *decoder) secretFile(n *node, path string) (string, bool) {
	shown := path
	if n.seen.env {
		shown = mask
	}
	if !filepath.IsAbs(path) && n.at.src != nil {
		path = filepath.Join(filepath.Dir(n.at.src.name), path)
	}
	data, err := d.l.opt.ReadFile(path)
	if err != nil {
		d.fault(n, "reading the secret from "+shown+": "+cause(err), "")
		return "", false
	}
	value := strings.TrimRight(string(data), "\r\n")
	if value == "" {
		d.fault(n, "reading the secret from "+shown+": the file is empty", "")
	}
	return value, value != ""
}

// cause is what went wrong with a file, without its path.
func cause(err error) string {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return failed.Err.Error()
	}
	return err.Error()
}
