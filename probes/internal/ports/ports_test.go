package ports

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   string
		want []uint16
		err  string
	}{
		"single":     {in: "443", want: []uint16{443}},
		"mixed":      {in: "8000-8002, 80,443,80", want: []uint16{80, 443, 8000, 8001, 8002}},
		"web":        {in: "web,22", want: []uint16{22, 80, 443}},
		"top":        {in: "65535", want: []uint16{65535}},
		"zero":       {in: "0", err: `"0" is no list of ports; want all, db, web, dangerous, or numbers 1 to 65535 such as 80,443,8000-8100`},
		"upside":     {in: "9-3", err: `"9-3" is no list of ports; want all, db, web, dangerous, or numbers 1 to 65535 such as 80,443,8000-8100`},
		"too high":   {in: "65536", err: `"65536" is no list of ports; want all, db, web, dangerous, or numbers 1 to 65535 such as 80,443,8000-8100`},
		"empty":      {in: "", err: `"" is no list of ports; want all, db, web, dangerous, or numbers 1 to 65535 such as 80,443,8000-8100`},
		"open range": {in: "80-", err: `"80-" is no list of ports; want all, db, web, dangerous, or numbers 1 to 65535 such as 80,443,8000-8100`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Parse(c.in)
			if text := errText(err); text != c.err {
				t.Fatalf("error %q, want %q", text, c.err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("ports (-want +got):\n%s", diff)
			}
		})
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestAllIsEveryPort(t *testing.T) {
	t.Parallel()
	list, err := Parse("all")
	if err != nil || len(list) != 65535 || list[0] != 1 || list[65534] != 65535 {
		t.Fatalf("all gave %d ports, %v; want 1 to 65535", len(list), err)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in    []uint16
		limit int
		want  string
	}{
		"none":    {want: ""},
		"pair":    {in: []uint16{443, 80}, want: "80, 443"},
		"twins":   {in: []uint16{80, 81}, want: "80, 81"},
		"run":     {in: []uint16{80, 81, 82, 443}, want: "80-82, 443"},
		"limited": {in: []uint16{1, 2, 3, 5, 7, 9}, limit: 2, want: "1-3, 5 and 2 more"},
		"top":     {in: []uint16{65534, 65535}, want: "65534, 65535"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, Text(c.in, c.limit)); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTable holds the table to its promises: no port belongs to two services,
// no key is used twice, and the databases of the design are all there.
func TestTable(t *testing.T) {
	t.Parallel()
	owner := map[uint16]string{}
	keys := map[string]bool{}
	for _, s := range Dangerous() {
		if keys[s.Key] {
			t.Errorf("key %s is used twice", s.Key)
		}
		keys[s.Key] = true
		if s.Title == "" || s.Fix == "" || len(s.Ports) == 0 {
			t.Errorf("%s: want a title, a fix and a port", s.Key)
		}
		for _, p := range s.Ports {
			if other, taken := owner[p]; taken {
				t.Errorf("port %d belongs to %s and %s", p, other, s.Key)
			}
			owner[p] = s.Key
		}
	}
	for _, p := range []uint16{3306, 33060, 5432, 27017, 27018, 27019, 6379, 16379, 26379, 9200, 9300, 11211, 1433, 1521, 9042, 5984, 8086, 8123, 9000} {
		if s, ok := Lookup(p); !ok || !s.Database {
			t.Errorf("port %d is missing among the databases", p)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"all", "80,443", "1-65535", "db,web", "-", ",", "99999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, err := Parse(text)
		if err != nil {
			return
		}
		for i, p := range list {
			if p == 0 || i > 0 && list[i-1] >= p {
				t.Fatalf("Parse(%q) gave %d after %d; want ascending ports from 1", text, p, list[max(0, i-1)])
			}
		}
	})
}
