package main

import (
	"encoding/json"
	"errors"
)

// ours is Holdfast, in one of its modes.
func ours(name, program string, mode ...string) tool {
	return tool{
		name: name, program: program, version: []string{"version"}, tells: sorts(), unable: anyServer,
		command: func(s Server, host, port, _ string) []string {
			args := append([]string{"scan", host + ":" + port, "--tls", "--offline", "--sni", s.ServerName, "--ca", s.Root, "-o", "json"}, mode...)
			if s.StartTLS != "" {
				args = append(args, "--starttls", s.StartTLS)
			}
			return args
		},
		read: readHoldfast,
	}
}

// errNoTarget says that a document has no target.
var errNoTarget = errors.New("the document has no target")

// readHoldfast reads the document of docs/tls-output.md.
func readHoldfast(output []byte) (Facts, error) {
	var document struct {
		Targets []struct {
			Facts

			Error string `json:"error"`
		} `json:"targets"`
	}
	if err := json.Unmarshal(output, &document); err != nil {
		return Facts{}, err
	}
	if len(document.Targets) == 0 {
		return Facts{}, errNoTarget
	}
	t := document.Targets[0]
	if t.Error != "" {
		return Facts{}, errors.New(t.Error)
	}
	return t.Facts, nil
}
