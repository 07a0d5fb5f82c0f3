package dashboards

import (
	"bytes"
	"embed"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed grafana/*.json rules/holdfast.yaml rules/holdfast.test.yaml provisioning
var files embed.FS

// Places are addresses that the files carry; an empty one is left as shipped.
type Places struct {
	Page     string // Holdfast's own page, for links to the evidence
	Grafana  string // for links from alerts to boards
	Runbooks string // the folder of docs/runbooks, as people reach it
}

// What the shipped files have in place of them.
const (
	shippedPage     = "http://127.0.0.1:9780"
	shippedGrafana  = "http://localhost:3000"
	shippedRunbooks = "https://holdfast.example/docs/runbooks"
)

// Export writes all files below dir, with the addresses filled in, and returns
// their names.
func Export(dir string, p Places) ([]string, error) {
	var written []string
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // Grafana runs as somebody else
			return err
		}
		written = append(written, path)
		return os.WriteFile(path, p.fill(text), 0o644) //nolint:gosec // Grafana and Prometheus run as somebody else
	})
	return written, err
}

// fill puts the addresses in.
func (p Places) fill(text []byte) []byte {
	for _, r := range [][2]string{{shippedPage, p.Page}, {shippedGrafana, p.Grafana}, {shippedRunbooks, p.Runbooks}} {
		if r[1] != "" {
			text = bytes.ReplaceAll(text, []byte(r[0]), bytes.TrimRight([]byte(r[1]), "/"))
		}
	}
	return text
}
