//go:build check

package unreachable_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"holdfast"
	"holdfast/internal/netlab"
)

// answers wants a look that finds the port open, with words about it.
func answers(t *testing.T, lab *netlab.Lab, key, words, access string) {
	t.Helper()
	f := lab.Look(t, target, "", false)
	t.Log(f.Reason)
	if keys := f.FaultKeys(holdfast.Broken); len(keys) != 1 || keys[0] != key || !strings.Contains(f.Reason, words) {
		t.Errorf("broken %v: %s; want %s with %q", keys, f.Reason, key, words)
	}
	facts, ok := f.Fact("ports").([]any)
	if !ok {
		t.Fatalf("ports are a %T", f.Fact("ports"))
	}
	for _, line := range facts {
		if text, ok := line.(string); ok && strings.Contains(text, "state=open") && !strings.Contains(text, " access="+access+" ") {
			t.Errorf("fact %q; want access=%s", text, access)
		}
	}
}

// gone wants a look that says that nothing listens.
func gone(t *testing.T, lab *netlab.Lab) {
	t.Helper()
	f := lab.Look(t, target, "", false)
	if f.Status != holdfast.Holds || !strings.Contains(f.Reason, "a database that died looks the same") {
		t.Errorf("after its end: %v %s; want it said that nothing listens", f.Status, f.Reason)
	}
}

func TestMariaDB(t *testing.T) {
	netlab.Need(t, "mariadbd", "mariadb-install-db")
	lab := netlab.New(t)
	for name, c := range map[string]struct{ sql, words, access string }{
		"refuses this host":   {"SELECT 1;", "said MariaDB, refuses this host (error 1130); nothing written", "host-denied"},
		"asks for a password": {"CREATE USER 'x'@'%' IDENTIFIED BY 'y';", "-MariaDB", "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			data := filepath.Join(dir, "data")
			netlab.Run(t, "mariadb-install-db", "--no-defaults", "--user=root", "--datadir="+data, "--auth-root-authentication-method=normal", "--skip-test-db")
			init := filepath.Join(dir, "init.sql")
			if err := os.WriteFile(init, []byte(c.sql+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			stop := lab.Start(t, "target", nil, "mariadbd", "--no-defaults", "--user=root", "--datadir="+data, "--socket="+filepath.Join(dir, "s"),
				"--pid-file="+filepath.Join(dir, "pid"), "--bind-address="+netlab.TargetAddr, "--skip-name-resolve", "--init-file="+init)
			lab.Await(t, "target", netlab.TargetAddr+":3306")
			answers(t, lab, "port/3306", c.words, c.access)
			stop()
			gone(t, lab)
		})
	}
}

func TestPostgreSQL(t *testing.T) {
	bin := "/usr/lib/postgresql/15/bin/"
	netlab.Need(t, bin+"postgres", bin+"initdb", "setpriv", "openssl")
	lab := netlab.New(t)
	nobody := []string{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"}
	for name, c := range map[string]struct{ hba, words, access string }{
		"trust":               {"host all all 0.0.0.0/0 trust", "said PostgreSQL, trusts every user, no password asked; nothing written", "open"},
		"asks for a password": {"host all all 0.0.0.0/0 scram-sha-256", "said PostgreSQL, asks for a password (SCRAM)", "auth-required"},
		"asks for it in TLS":  {"hostssl all all 0.0.0.0/0 scram-sha-256", "said PostgreSQL, asks for a password (SCRAM)", "auth-required"},
		"refuses this host":   {"local all all trust", "said PostgreSQL, refuses this host (pg_hba.conf)", "host-denied"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := errors.Join(os.Chown(dir, 65534, 65534), os.Chmod(filepath.Dir(dir), 0o755)); err != nil { //nolint:gosec // another user must reach it
				t.Fatal(err)
			}
			data := filepath.Join(dir, "data")
			netlab.Run(t, append(slices.Clone(nobody), bin+"initdb", "-D", data, "-U", "owner", "--no-sync")...)
			more := tlsFiles(t, nobody, data, strings.HasPrefix(c.hba, "hostssl"))
			if err := os.WriteFile(filepath.Join(data, "pg_hba.conf"), []byte(c.hba+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			args := append(slices.Clone(nobody), bin+"postgres", "-D", data, "-h", netlab.TargetAddr, "-k", dir)
			stop := lab.Start(t, "target", nil, append(args, more...)...)
			lab.Await(t, "target", netlab.TargetAddr+":5432")
			answers(t, lab, "port/5432", c.words, c.access)
			stop()
			gone(t, lab)
		})
	}
}

// tlsFiles gives a server a certificate, if it is wanted.
func tlsFiles(t *testing.T, as []string, data string, wanted bool) []string {
	t.Helper()
	if !wanted {
		return nil
	}
	netlab.Run(t, append(slices.Clone(as), "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=db",
		"-keyout", filepath.Join(data, "server.key"), "-out", filepath.Join(data, "server.crt"))...)
	return []string{"-c", "ssl=on"}
}
