package blackbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Modules are the modules of a file by their names.
type Modules map[string]*Module

// Read reads the module file at path.
func Read(path string) (Modules, error) {
	data, err := os.ReadFile(path) //nolint:gosec // the operator's own file
	if err != nil {
		return nil, fmt.Errorf("read the modules: %w", err)
	}
	return Load(path, data)
}

// Load reads a module file that was read already; its path heads faults, and
// files that it names are found beside it. The error is [Faults].
func Load(path string, data []byte) (Modules, error) {
	f := &file{path: path}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		f.decoded(err)
		return nil, f.faults
	}
	modules := f.modules(&root)
	if len(modules) == 0 && len(f.faults) == 0 {
		f.fault(0, "it has no modules; want modules: with at least one, such as http_2xx: {prober: http}")
	}
	if len(f.faults) > 0 {
		f.faults.sort()
		return nil, f.faults
	}
	return modules, nil
}

// file is one module file that is being read.
type file struct {
	path   string
	faults Faults
}

// fault notes what is wrong at a line.
func (f *file) fault(line int, format string, args ...any) {
	f.faults = append(f.faults, Fault{File: f.path, Line: line, Text: fmt.Sprintf(format, args...)})
}

// decoded notes what the decoder could not take. It puts the line into its text.
func (f *file) decoded(err error) {
	texts := []string{strings.TrimPrefix(err.Error(), "yaml: ")}
	if many, ok := errors.AsType[*yaml.TypeError](err); ok {
		texts = many.Errors
	}
	for _, text := range texts {
		line, rest, ok := strings.Cut(strings.TrimPrefix(text, "line "), ": ")
		n, err := strconv.Atoi(line)
		if !ok || err != nil {
			n, rest = 0, text
		}
		f.fault(n, "%s", rest)
	}
}

// modules reads the whole document.
func (f *file) modules(root *yaml.Node) Modules {
	if len(root.Content) == 0 {
		return nil
	}
	top := root.Content[0]
	f.strict(top, reflect.TypeFor[document](), "")
	out := Modules{}
	for key, value := range pairs(top) {
		if key.Value != "modules" {
			continue
		}
		for name, node := range pairs(value) {
			out[name.Value] = f.module(name, node)
		}
	}
	return out
}

// document is the top of the file.
type document struct {
	Modules map[string]Module `yaml:"modules"`
}

// module reads one module.
func (f *file) module(name, node *yaml.Node) *Module {
	m := defaults()
	m.Name = name.Value
	if err := node.Decode(m); err != nil {
		f.decoded(err)
		return m
	}
	m.GRPC.IPProtocolFallback = m.GRPC.IPProtocolFallback && value(node, "grpc") != nil // as the exporter has it
	err := m.compile(filepath.Dir(f.path))
	if u, ok := errors.AsType[*unoffered](err); ok {
		m.unoffered = Fault{File: f.path, Line: lineOf(node, u.path, name.Line), Text: err.Error()}.String()
		return m
	}
	if err != nil {
		line := name.Line
		if w, ok := errors.AsType[*wrong](err); ok {
			line = lineOf(node, w.path, line)
		}
		f.fault(line, "module %s: %s", name.Value, err)
	}
	return m
}
