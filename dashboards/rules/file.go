package rules

import (
	"bytes"

	"github.com/goccy/go-yaml"
)

// file is Prometheus' rule file.
type file struct {
	Groups []group `yaml:"groups"`
}

type group struct {
	Name     string `yaml:"name"`
	Interval string `yaml:"interval,omitempty"`
	Rules    []rule `yaml:"rules"`
}

type rule struct {
	Record      string            `yaml:"record,omitempty"`
	Alert       string            `yaml:"alert,omitempty"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for,omitempty"`
	Labels      map[string]string `yaml:"labels,omitempty"`
	Annotations map[string]string `yaml:"annotations,omitempty"`
}

// YAML writes the rule file.
func YAML(p Places) ([]byte, error) {
	var f file
	for _, g := range Groups() {
		out := group{Name: g.Name, Interval: spell(g.Every)}
		for _, r := range g.Records {
			out.Rules = append(out.Rules, rule{Record: r.Name, Expr: r.Expr})
		}
		for _, a := range g.Alerts {
			out.Rules = append(out.Rules, a.rule(p))
		}
		f.Groups = append(f.Groups, out)
	}
	return marshal("# Alerting and recording rules for holdfast_*. Generated from dashboards/rules;\n# what to do for each alert is in docs/runbooks.\n", f)
}

func marshal(head string, v any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(head)
	err := yaml.NewEncoder(&b, yaml.Indent(2), yaml.UseLiteralStyleIfMultiline(true)).Encode(v)
	return b.Bytes(), err
}
