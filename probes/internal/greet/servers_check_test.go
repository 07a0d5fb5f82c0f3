//go:build check

package greet_test

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/internal/netlab"
	"holdfast/internal/proving"
	"holdfast/probes/internal/greet"
)

// real is a server as Debian has it, and what must be said of it at a port that
// tells nothing.
type real struct {
	program string
	command func(t *testing.T, host, port, dir string) []string
	want    greet.Greeting
}

// file writes a file of the server's own and returns its path.
func file(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// mosquitto is a broker that takes strangers, or does not.
func mosquitto(strangers bool) func(t *testing.T, host, port, dir string) []string {
	return func(t *testing.T, host, port, dir string) []string {
		t.Helper()
		return []string{"mosquitto", "-c", file(t, dir, "conf", fmt.Sprintf("listener %s %s\nallow_anonymous %v\nuser root\n", port, host, strangers))}
	}
}

// slapd is a directory without entries.
func slapd(t *testing.T, host, port, dir string) []string {
	t.Helper()
	conf := file(t, dir, "conf", "include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\npidfile "+dir+"/pid\ndatabase mdb\nsuffix dc=x\ndirectory "+dir+"\n")
	return []string{"slapd", "-f", conf, "-h", "ldap://" + net.JoinHostPort(host, port), "-d", "0"}
}

// tlsRedis is a Redis that speaks TLS and wants a password.
func tlsRedis(t *testing.T, host, port, dir string) []string {
	t.Helper()
	key, cert := filepath.Join(dir, "key"), filepath.Join(dir, "cert")
	netlab.Run(t, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x", "-keyout", key, "-out", cert)
	return []string{
		"redis-server", "--bind", host, "--port", "0", "--tls-port", port, "--tls-cert-file", cert, "--tls-key-file", key,
		"--tls-auth-clients", "no", "--requirepass", "x", "--save", "", "--dir", dir,
	}
}

func TestRealServers(t *testing.T) {
	for name, c := range map[string]real{
		"redis": {"redis-server", func(_ *testing.T, host, port, dir string) []string {
			return []string{"redis-server", "--bind", host, "--port", port, "--save", "", "--dir", dir}
		}, greet.Greeting{Service: "redis", Title: "Redis", Access: greet.AccessOpen, Said: "no AUTH asked"}},
		"redis in TLS": {"redis-server", tlsRedis, greet.Greeting{Service: "redis", Title: "Redis", TLS: true, Access: greet.AccessAuth, Said: "asks for AUTH"}},
		"memcached": {"memcached", func(_ *testing.T, host, port, _ string) []string {
			return []string{"memcached", "-u", "root", "-l", host, "-p", port, "-U", "0"}
		}, greet.Greeting{Service: "memcached", Title: "Memcached", Access: greet.AccessOpen, Said: "serves strangers"}},
		"mosquitto":           {"mosquitto", mosquitto(true), greet.Greeting{Service: "mqtt", Title: "MQTT", Access: greet.AccessOpen, Said: "takes strangers"}},
		"mosquitto, password": {"mosquitto", mosquitto(false), greet.Greeting{Service: "mqtt", Title: "MQTT", Access: greet.AccessAuth, Said: "asks for a login"}},
		"slapd":               {"slapd", slapd, greet.Greeting{Service: "ldap", Title: "LDAP", Access: greet.AccessUnknown, Said: "answers strangers about itself"}},
		"etcd": {"etcd", func(_ *testing.T, host, port, dir string) []string {
			url := "http://" + net.JoinHostPort(host, port)
			return []string{"etcd", "--data-dir", dir, "--listen-client-urls", url, "--advertise-client-urls", url, "--listen-peer-urls", "http://127.0.0.1:0", "--log-level", "error"}
		}, greet.Greeting{Service: "etcd", Title: "etcd", Access: greet.AccessUnknown, Said: "answers strangers about itself"}},
		"prometheus": {"prometheus", func(t *testing.T, host, port, dir string) []string {
			return []string{"prometheus", "--config.file=" + file(t, dir, "conf", "global: {}\n"), "--web.listen-address=" + net.JoinHostPort(host, port), "--storage.tsdb.path=" + dir}
		}, greet.Greeting{Service: "prometheus", Title: "Prometheus", Access: greet.AccessOpen, Said: "serves strangers"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			netlab.Need(t, c.program)
			netlab.NeedRoot(t, "the server is told to stay root")
			address := proving.FreeAddress(t)
			host, port, _ := net.SplitHostPort(address)
			server := proving.NewServer(address, c.command(t, host, port, t.TempDir())...)
			server.Start(t)
			got := settled(t, address, c.want)
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreFields(greet.Greeting{}, "Version")); diff != "" {
				t.Errorf("greeting (-want +got):\n%s", diff)
			}
			if versioned := c.want.Service != "mqtt" && c.want.Service != "ldap" && !c.want.TLS; versioned && got.Version == "" {
				t.Errorf("%+v has no version", got)
			}
		})
	}
}

// settled asks until a server that is still starting answers as wanted, for half
// a minute at most.
func settled(t *testing.T, address string, want greet.Greeting) greet.Greeting {
	t.Helper()
	poll := time.NewTicker(200 * time.Millisecond)
	defer poll.Stop()
	late := time.After(30 * time.Second)
	for {
		var d net.Dialer
		got, err := greet.Recognise(t.Context(), d.DialContext, netip.MustParseAddrPort(address))
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-late:
			return got
		case <-poll.C:
			if cmp.Equal(want, got, cmpopts.IgnoreFields(greet.Greeting{}, "Version")) {
				return got
			}
		}
	}
}
