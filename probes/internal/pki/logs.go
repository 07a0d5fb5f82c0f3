package pki

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	_ "embed" // logs.tsv
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

//go:embed logs.tsv
var knownLogs string

// Log is a transparency log.
type Log struct {
	Operator, Name string
	Key            crypto.PublicKey
}

// Logs are transparency logs by their id, the SHA-256 of their key.
type Logs map[[sha256.Size]byte]Log

// KnownLogs returns the logs of logs.tsv.
func KnownLogs() Logs {
	logs := make(Logs)
	for line := range strings.Lines(knownLogs) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) == 3 && !strings.HasPrefix(line, "#") {
			_ = logs.add(fields[0], fields[1], fields[2]) // the test adds them all
		}
	}
	return logs
}

// maxLogList bounds a log list; Google's has some 100 kB.
const maxLogList = 4 << 20

// ReadLogs reads Google's log_list.json (version 3 of its schema).
func ReadLogs(r io.Reader) (Logs, error) {
	type entry struct {
		Description string `json:"description"`
		Key         string `json:"key"`
	}
	var list struct {
		Operators []struct {
			Name  string  `json:"name"`
			Logs  []entry `json:"logs"`
			Tiled []entry `json:"tiled_logs"`
		} `json:"operators"`
	}
	if err := json.NewDecoder(io.LimitReader(r, maxLogList)).Decode(&list); err != nil {
		return nil, fmt.Errorf("reading the list of logs: %w", err)
	}
	logs := make(Logs)
	for _, o := range list.Operators {
		for _, l := range append(o.Logs, o.Tiled...) {
			if err := logs.add(o.Name, l.Description, l.Key); err != nil {
				return nil, fmt.Errorf("reading the list of logs: %s: %w", l.Description, err)
			}
		}
	}
	if len(logs) == 0 {
		return nil, errors.New("reading the list of logs: no log in it")
	}
	return logs, nil
}

// add takes a log in by its key.
func (l Logs) add(operator, name, key string) error {
	der, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		return err
	}
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return err
	}
	l[sha256.Sum256(der)] = Log{Operator: operator, Name: name, Key: public}
	return nil
}
