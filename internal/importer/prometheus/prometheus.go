package prometheus

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/importer/blackbox"
	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// Is reports whether a file looks like a config of Prometheus.
func Is(root *source.Node) bool {
	return root.Has("scrape_configs") || root.Has("scrape_config_files")
}

// Files reads what a config refers to.
type Files struct {
	// Read reads a file, Glob finds those of a pattern.
	Read func(path string) ([]byte, error)
	Glob func(pattern string) ([]string, error)
	Log  *source.Log
}

// reader is one import.
type reader struct {
	d       *draft.Draft
	modules *blackbox.Modules
	files   Files
	unknown map[string]bool // modules that were missed already
}

// Import adds a check for each target that the files ask through the exporter.
func Import(d *draft.Draft, roots []*source.Node, modules *blackbox.Modules, files Files) {
	r := &reader{d: d, modules: modules, files: files, unknown: map[string]bool{}}
	if len(roots) > 0 {
		d.Note("Who is told, and after how long, stands in Prometheus' rules and in Alertmanager; write channels: and routes: for it.")
		d.Note("Rules, alerting, remote storage and scrapes of metrics are no questions to a target and were passed over.")
	}
	for _, root := range roots {
		root.Skip("alerting", "rule_files", "remote_write", "remote_read", "storage", "tracing", "otlp", "runtime")
		global := root.Get("global")
		for _, job := range r.jobs(root) {
			r.job(job, global)
		}
		global.Ignore()
		d.Unread(root)
	}
}

// jobs are the scrape configs of a file and of those that it names.
func (r *reader) jobs(root *source.Node) []*source.Node {
	out := root.List("scrape_configs")
	for _, pattern := range root.Get("scrape_config_files").Items() {
		for _, more := range r.open(pattern) {
			out = append(out, more.List("scrape_configs")...)
		}
	}
	return out
}

// open reads the files of a pattern, relative to the file that names it.
func (r *reader) open(pattern *source.Node) []*source.Node {
	path := pattern.String()
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(pattern.File), path)
	}
	paths, err := r.files.Glob(path)
	if err != nil || len(paths) == 0 {
		pattern.Fault("no file is there; paths are relative to the file that names them")
		return nil
	}
	var out []*source.Node
	for _, p := range paths {
		data, err := r.files.Read(p)
		if err != nil {
			pattern.Fault("the file cannot be read")
			continue
		}
		if n := source.Read(p, data, r.files.Log); n != nil {
			out = append(out, n)
		}
	}
	return out
}

// target is a set of labels with the place where it was written.
type target struct {
	labels
	at source.Place
}

// job reads one scrape config.
func (r *reader) job(n, global *source.Node) {
	name := n.Str("job_name")
	if name == "" {
		n.Fault("a scrape config has no job_name")
	}
	every := n.Duration("scrape_interval", global.Duration("scrape_interval", time.Minute))
	limit := n.Duration("scrape_timeout", global.Duration("scrape_timeout", 10*time.Second))
	list := rules(n.List("relabel_configs"))
	probes := 0
	for _, t := range r.targets(n, name) {
		if !relabel(t.labels, list) || t.labels["__param_target"] == "" || !strings.HasSuffix(t.labels["__metrics_path__"], "/probe") {
			continue
		}
		probes++
		r.probe(t, every, limit)
	}
	if !strings.Contains(n.Str("metrics_path"), "probe") && probes == 0 {
		n.Ignore() // a scrape of metrics
		return
	}
	r.passedOver(n, name)
}

// passedOver lists what of a job is not carried over, and ignores what is of the
// scrape alone.
func (r *reader) passedOver(n *source.Node, name string) {
	for _, key := range n.Keys() {
		if strings.HasSuffix(key, "_sd_configs") && key != "file_sd_configs" {
			r.d.Left(n.Get(key), "job "+name+": "+key, "its targets are known to Prometheus alone; name them here, or let discover: read the list")
			n.Skip(key)
		}
	}
	n.Ignore()
}

// targets builds the sets of labels of a job before its rules.
func (r *reader) targets(n *source.Node, job string) []target {
	base := labels{"job": job, "__scheme__": cmp.Or(n.Str("scheme"), "http"), "__metrics_path__": cmp.Or(n.Str("metrics_path"), "/metrics")}
	params := n.Get("params")
	for _, key := range params.Keys() {
		if values := params.Strings(key); len(values) > 0 {
			base["__param_"+key] = values[0]
		}
	}
	groups := n.List("static_configs")
	for _, sd := range n.List("file_sd_configs") {
		for _, pattern := range sd.Get("files").Items() {
			for _, file := range r.open(pattern) {
				for _, group := range file.Items() {
					if group.IsMap() {
						groups = append(groups, group)
					}
				}
			}
		}
	}
	var out []target
	for _, g := range groups {
		out = append(out, expand(g, base)...)
	}
	return out
}

// expand makes a set of labels for each address of a group.
func expand(group *source.Node, base labels) []target {
	own := group.Get("labels")
	var out []target
	for _, address := range group.Get("targets").Items() {
		l := maps.Clone(base)
		for _, key := range own.Keys() {
			l.set(key, own.Str(key))
		}
		l["__address__"] = address.String()
		out = append(out, target{l, address.Place})
	}
	return out
}

// probe makes the check of one target. The exporter gives up half a second
// before Prometheus does.
func (r *reader) probe(t target, every, limit time.Duration) {
	module := cmp.Or(t.labels["__param_module"], "http_2xx")
	if !r.modules.Has(module) {
		if !r.unknown[module] {
			r.unknown[module] = true
			r.d.Left(&source.Node{Place: t.at}, "the module "+module+" and all its targets", "no file given has it; name the exporter's blackbox.yml too")
		}
		return
	}
	const offset = 500 * time.Millisecond
	address, job := t.labels["__param_target"], t.labels["job"]
	c := r.modules.Check(module, blackbox.Ask{
		Target: address, Name: draft.Tidy(cmp.Or(t.labels["instance"], address)), Others: []string{module, job}, At: t.at, Every: every, Timeout: max(limit-offset, offset),
	})
	c.Set("group", job)
	own := &draft.Table{}
	for _, name := range slices.Sorted(maps.Keys(t.labels)) {
		if !strings.HasPrefix(name, "__") && name != "job" && name != "instance" {
			own.Set(name, t.labels[name])
		}
	}
	c.Set("labels", own)
	for name := range t.labels {
		if key, ok := strings.CutPrefix(name, "__param_"); ok && key != "target" && key != "module" {
			c.Left(&source.Node{Place: t.at}, "the parameter "+strconv.Quote(key), "only target and module mean something here")
		}
	}
}
