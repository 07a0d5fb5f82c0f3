package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"holdfast/internal/history/parquet"
	"holdfast/internal/journal"
)

// dataset is one table of an export.
type dataset struct {
	name    string
	columns []parquet.Column
	rows    [][]any
}

func dbExportCommand() *cobra.Command {
	var f clientFlags
	var format, from, to, dir string
	cmd := &cobra.Command{
		Use:   "export [" + strings.Join(datasetNames(), "|") + "]",
		Short: "Write the history as CSV, JSON or Parquet",
		Long: `Writes the history of a time: changes (each time that a check was seen otherwise),
days (the six times, counts and percentiles of each check and day), incidents
(with who was told when) and facts (values with when they were first and last
seen). One table goes to the standard output, or all of them into the files of
--dir. Times are UTC; those that end in _ms are milliseconds, in _us microseconds.`,
		Args: cobra.MaximumNArgs(1), ValidArgs: datasetNames(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains([]string{"csv", "json", "parquet"}, format) {
				return fmt.Errorf("--format %s: want csv, json or parquet", format)
			}
			if len(args) == 0 && dir == "" {
				return fmt.Errorf("name one table (%s), or a directory for all of them with --dir", strings.Join(datasetNames(), ", "))
			}
			if len(args) == 1 && !slices.Contains(datasetNames(), args[0]) {
				return fmt.Errorf("%s: want one of %s", args[0], strings.Join(datasetNames(), ", "))
			}
			start, end, err := period(from, to)
			if err != nil {
				return err
			}
			return withJournal(cmd, f, func(j *journal.Journal) error {
				return export(cmd, j, exportOrder{tables: args, format: format, dir: dir, from: start, to: end})
			})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&format, "format", "csv", "`form`: csv, json or parquet")
	cmd.Flags().StringVar(&from, "from", "", "first `day`, such as 2026-11-01 (default: 90 days back)")
	cmd.Flags().StringVar(&to, "to", "", "`day` after the last (default: now)")
	cmd.Flags().StringVar(&dir, "dir", "", "`directory` for a file a table")
	return cmd
}

// period reads the two days.
func period(from, to string) (start, end time.Time, err error) {
	end = time.Now().UTC()
	if to != "" {
		if end, err = time.Parse(time.DateOnly, to); err != nil {
			return start, end, fmt.Errorf("--to %s: want a day such as 2026-11-01", to)
		}
	}
	start = end.AddDate(0, 0, -90)
	if from != "" {
		if start, err = time.Parse(time.DateOnly, from); err != nil {
			return start, end, fmt.Errorf("--from %s: want a day such as 2026-11-01", from)
		}
	}
	if !start.Before(end) {
		return start, end, fmt.Errorf("from %s to %s is no time; want --from before --to", start.Format(time.DateOnly), end.Format(time.DateOnly))
	}
	return start, end, nil
}

// exportOrder is what is wanted.
type exportOrder struct {
	tables      []string
	format, dir string
	from, to    time.Time
}

// export writes each table.
func export(cmd *cobra.Command, j *journal.Journal, o exportOrder) error {
	tables := o.tables
	if len(tables) == 0 {
		tables = datasetNames()
	}
	for _, name := range tables {
		d, err := readDataset(cmd.Context(), j, name, o.from, o.to)
		if err != nil {
			return err
		}
		if o.dir == "" {
			return d.write(cmd.OutOrStdout(), o.format)
		}
		if err := d.writeFile(filepath.Join(o.dir, name+"."+o.format), o.format); err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s.%s: %s\n", filepath.Join(o.dir, name), o.format, plural(len(d.rows), "row"))
	}
	return nil
}

// writeFile writes the table into a new file.
func (d dataset) writeFile(path, format string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator names the directory
	if err != nil {
		return err
	}
	return errors.Join(d.write(file, format), file.Close())
}

// write writes the table in one of the formats.
func (d dataset) write(w io.Writer, format string) error {
	switch format {
	case "json":
		return d.writeJSON(w)
	case "parquet":
		return parquet.Write(w, d.columns, d.rows)
	default:
		return d.writeCSV(w)
	}
}

// writeCSV writes a heading and a line a row (RFC 4180).
func (d dataset) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	line := make([]string, len(d.columns))
	for i, c := range d.columns {
		line[i] = c.Name
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for _, row := range d.rows {
		for i, v := range row {
			line[i] = cell(v)
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// writeJSON writes one document with an object a row.
func (d dataset) writeJSON(w io.Writer) error {
	rows := make([]map[string]any, len(d.rows))
	for i, row := range d.rows {
		rows[i] = map[string]any{}
		for k, v := range row {
			if at, ok := v.(time.Time); ok {
				v = cell(at)
			}
			rows[i][d.columns[k].Name] = v
		}
	}
	return json.NewEncoder(w).Encode(map[string]any{"version": 1, d.name: rows})
}

// cell is a value as text; no time is nothing.
func cell(v any) string {
	switch v := v.(type) {
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.UTC().Format("2006-01-02T15:04:05.000Z")
	case int64:
		return strconv.FormatInt(v, 10)
	default:
		return fmt.Sprint(v)
	}
}
