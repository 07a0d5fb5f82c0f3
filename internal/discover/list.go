package discover

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"holdfast/config"
	"holdfast/internal/yamltext"
)

// group is one entry of a list: targets that share labels.
type group struct {
	Targets []string          `json:"targets" yaml:"targets"`
	Labels  map[string]string `json:"labels,omitempty" yaml:"labels"`
}

// most targets that one list may have.
const most = 50_000

// parse reads a list, JSON or YAML.
func parse(data []byte) (groups []group, err error) {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) && json.Valid(data) {
		err = json.Unmarshal(data, &groups)
	} else {
		err = yamltext.Decode(string(data), &groups)
	}
	if err != nil {
		return nil, errors.New(`is no list of targets; want [{"targets": ["HOST"], "labels": {"NAME": "VALUE"}}]`)
	}
	return groups, nil
}

// list is what was read: the targets that may be asked, and those that may not.
type list struct {
	targets []config.Target
	refused []string
}

// sort parts groups into what may be asked and what may not, each target once.
func sort(groups []group, allow rules) (list, error) {
	var out list
	seen := map[string]bool{}
	for _, g := range groups {
		for _, address := range g.Targets {
			if len(seen) >= most {
				return list{}, fmt.Errorf("has more than %d targets", most)
			}
			address = strings.TrimSpace(address)
			if seen[address] {
				continue
			}
			seen[address] = true
			if host, ok := hostOf(address); ok && allow.has(host) {
				out.targets = append(out.targets, config.Target{Address: address, Host: host, Labels: g.Labels})
			} else {
				out.refused = append(out.refused, address)
			}
		}
	}
	if len(out.targets) == 0 && len(out.refused) == 0 {
		return list{}, errors.New("names no target")
	}
	return out, nil
}

// bytes is the list of what may be asked in one form only, as it is kept.
func (l list) bytes() ([]byte, error) {
	groups := make([]group, len(l.targets))
	for i, t := range l.targets {
		groups[i] = group{Targets: []string{t.Address}, Labels: t.Labels}
	}
	slices.SortStableFunc(groups, func(a, b group) int { return strings.Compare(a.Targets[0], b.Targets[0]) })
	return json.MarshalIndent(groups, "", " ")
}

// change says in words how a list differs from the one before it.
func change(before, now list) (added, gone int) {
	had := map[string]bool{}
	for _, t := range before.targets {
		had[t.Address] = true
	}
	for _, t := range now.targets {
		if !had[t.Address] {
			added++
		}
		delete(had, t.Address)
	}
	return added, len(had)
}
