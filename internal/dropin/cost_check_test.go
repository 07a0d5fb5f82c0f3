//go:build check

package dropin

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"holdfast"
)

// envServe makes the test's binary serve /probe at an address with a module file.
const envServe = "HOLDFAST_DROPIN_SERVE"

func TestMain(m *testing.M) {
	if where, ok := os.LookupEnv(envServe); ok {
		if err := serve(where); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serve serves until the process is ended.
func serve(where string) error {
	address, file, _ := strings.Cut(where, " ")
	h, err := New(file, loopback(), holdfast.Env{})
	if err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", address)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/probe", h)
	return (&http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}).Serve(l)
}

// BenchmarkBesideTheExporter asks the same of a process of ours and of the real
// exporter in turns, and reports the CPU time of both processes a probe.
func BenchmarkBesideTheExporter(b *testing.B) {
	w := newWorld(b)
	theirs, theirPID, _ := exporter(b, w.file)
	ours, ourPID := own(b, w.file)
	for name, p := range map[string]pair{
		"http":  {module: "http_2xx", target: "http://" + w.plain},
		"https": {module: "http_2xx", target: "https://" + w.secure},
	} {
		b.Run(name, func(b *testing.B) {
			var spent [2]time.Duration
			for b.Loop() {
				for i, side := range []struct {
					url string
					pid int
				}{{ours, ourPID}, {theirs, theirPID}} {
					before := cpu(b, side.pid)
					for range 200 {
						if code, page := get(b, query(side.url, p)); code != http.StatusOK || !strings.Contains(page, "probe_success 1") {
							b.Fatalf("answered %d: %s", code, page)
						}
					}
					spent[i] += cpu(b, side.pid) - before
				}
			}
			probes := float64(200 * b.N)
			b.ReportMetric(spent[0].Seconds()*1e6/probes, "own-CPU-µs/probe")
			b.ReportMetric(spent[1].Seconds()*1e6/probes, "exporter-CPU-µs/probe")
			b.ReportMetric(spent[0].Seconds()/spent[1].Seconds(), "ratio")
		})
	}
}

// own starts a process of ours.
func own(b *testing.B, file string) (string, int) {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	address := closed(b)
	cmd := exec.CommandContext(context.Background(), self) //nolint:gosec // this test's own binary
	cmd.Env = append(os.Environ(), envServe+"="+address+" "+file)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	await(b, address)
	return "http://" + address, cmd.Process.Pid
}

// cpu is the time that a process has used (proc(5), /proc/PID/schedstat of all
// its threads, in nanoseconds).
func cpu(b *testing.B, pid int) time.Duration {
	b.Helper()
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		b.Fatal(err)
	}
	var sum time.Duration
	for _, thread := range threads {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/schedstat", pid, thread.Name()))
		if err != nil {
			continue // it has ended; Go's threads seldom do
		}
		n, err := strconv.ParseInt(strings.Fields(string(text))[0], 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		sum += time.Duration(n)
	}
	return sum
}
