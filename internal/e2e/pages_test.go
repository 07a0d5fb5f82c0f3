//go:build check

package e2e

import (
	_ "embed"
	"fmt"
	"image"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"holdfast/alerting/alerttest"
	"holdfast/internal/proving"
)

//go:embed legible.js
var legible string

// layout is how a page lies in a window; see legible.js.
type layout struct {
	Client, Scroll   int
	Wide, Cut, Faint []string
	Texts            string
}

// TestPages looks at the monitor's pages, and at its mails, as people do: on a
// telephone and on a desk, by day and by night.
func TestPages(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	c := newChromium(t)
	pages := map[string]string{
		"home": s.page, "incidents": s.page + "incidents", "incident": s.page + "incidents/1",
		"broken": s.page + "checks/" + s.broken, "holding": s.page + "checks/shop", "maintenance": s.page + "maintenance", "missing": s.page + "checks/none",
	}
	for i, l := range s.letters(t) {
		pages["mail-"+l.Get("X-Holdfast-Step")+"-"+strconv.Itoa(i)] = "file://" + file(t, l.html)
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int{320, 1280} {
			c.dress(t, width, scheme)
			for name, address := range pages {
				if width > 600 && !slices.Contains([]string{"home", "incident", "broken"}, name) {
					continue // what fits on a telephone fits
				}
				c.open(t, address)
				shot := fmt.Sprintf("%s-%d-%s", name, width, scheme)
				judge(t, c, shot, width, scheme)
			}
		}
	}
	c.dress(t, 320, "light")
	c.open(t, s.page)
	var l layout
	c.eval(t, legible, &l)
	for _, want := range []string{"checks broken", "Open incidents", "taken by night watch", "vantage: has no anchors", "unknown", "at risk", "notices wait", "Acknowledge", "UNPROVEN"} {
		if !strings.Contains(strings.ToLower(l.Texts), strings.ToLower(want)) {
			t.Errorf("no %q on the page:\n%s", want, l.Texts)
		}
	}
}

// judge wants all of a page to be legible.
func judge(t *testing.T, c *chromium, shot string, width int, scheme string) {
	t.Helper()
	var l layout
	c.eval(t, legible, &l)
	if l.Client != width || l.Scroll > width {
		t.Errorf("%s: %d px wide in a window of %d, want %d in %d", shot, l.Scroll, l.Client, width, width)
	}
	for what, list := range map[string][]string{"leaves the window": l.Wide, "is cut": l.Cut, "is fainter than 4.5:1": l.Faint} {
		if len(list) > 0 {
			t.Errorf("%s: this %s:\n  %s", shot, what, strings.Join(list, "\n  "))
		}
	}
	accessible(t, c, shot)
	if len(l.Texts) < 20 {
		t.Errorf("%s: hardly a text: %q", shot, l.Texts)
	}
	c.keep(t, shot)
	if bright := brightness(c.ground(t)); (bright > 0.5) != (scheme == "light") {
		t.Errorf("%s: the ground has brightness %.2f", shot, bright)
	}
}

// brightness is that of a picture, 0 for black to 1 for white.
func brightness(img image.Image) float64 {
	r, g, b, _ := img.At(img.Bounds().Min.X, img.Bounds().Min.Y).RGBA()
	return float64(r+g+b) / 3 / 0xffff
}

// file writes a page into a file.
func file(t *testing.T, html string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(path, []byte(html), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// scene is a monitor with everything to show at once, in words as long as they
// come.
type scene struct {
	page   string // address, with a slash at its end
	broken string // a check that is broken
	mail   *alerttest.Mail
	life   *proving.Life
}

// newScene starts it and waits until the stage is set.
func newScene(t *testing.T) *scene {
	t.Helper()
	long := strings.Repeat("long-and-unbroken-", 6) + "name.eu-west-1.compute.example.com"
	s := &scene{broken: long, mail: alerttest.NewMail(t, nil, false)}
	listen := proving.FreeAddress(t)
	s.page = "http://" + listen + "/"
	config := install(t, listen, s.config(t))
	s.life = proving.Start(t, config, nil)
	s.shows(t, "Does not hold", "unproven", "notices wait", long)
	ack := exec.CommandContext(t.Context(), proving.Bin(t), "ack", "1", "-c", config, "--by", "night watch")
	if out, err := ack.CombinedOutput(); err != nil {
		t.Fatalf("ack: %v: %s", err, out)
	}
	s.shows(t, "taken by night watch")
	return s
}

// shows waits until the page shows words.
func (s *scene) shows(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		s.life.Until(t, patience, "the page says "+w, func() bool {
			page, ok := get(t, s.page)
			return ok && strings.Contains(page, w) && !strings.Contains(page, "no look yet")
		})
	}
}

// letters returns the mails so far, one a step.
func (s *scene) letters(t *testing.T) []letter {
	t.Helper()
	known := map[string]bool{}
	var out []letter
	s.life.Until(t, patience, "mails of an opened and an acknowledged incident came", func() bool {
		for _, m := range s.mail.Seen() {
			_, raw, _ := strings.Cut(m.Text, "\n") // the first line is whom it went to
			l := openLetter(t, []byte(raw))
			if step := l.Get("X-Holdfast-Step"); !known[step] {
				known[step] = true
				out = append(out, l)
			}
		}
		return known["opened"] && known["acknowledged"]
	})
	return out
}

// config has a check in every state.
func (s *scene) config(t *testing.T) string {
	t.Helper()
	cert, secure := newPair(t, t.TempDir()), proving.FreeAddress(t)
	nginx := proving.NewNginx(t, fmt.Sprintf("server { listen %s ssl; ssl_certificate %s; ssl_certificate_key %s; location / { return 200 up; } }", secure, cert.cert, cert.key))
	nginx.Start(t)
	shop := alerttest.NewServer(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/down") {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	return fmt.Sprintf(`defaults: {confirm: 1 of 1}
checks:
  - {name: shop, uptime: {url: "%[1]s/"}, every: 1s, owner: web, runbook: "https://wiki.example.com/runbooks/%[5]s"}
  - {name: api, uptime: {url: "%[1]s/api"}, every: 1s}
  - {name: %[5]s, uptime: {url: "%[1]s/down/%[5]s/%[5]s"}, every: 1s, severity: critical, owner: %[5]s, runbook: "https://wiki.example.com/runbooks/%[5]s"}
  - {name: gone, tcp: {address: "%[2]s"}, every: 1s}
  - {name: db/unreachable, unreachable: {host: 127.0.0.1}, every: 2s}
  - {name: grade, tlsgrade: {host: "%[3]s", ca: %[4]s, certificate: {days_left: 30}}, every: 3s}
  - {name: backup, heartbeat: {token: 0123456789abcdef, period: 1h}, every: 2s}
promises:
  - {says: "All services answer within two seconds, at any time of the day.", source: "https://www.example.com/security/%[5]s", checks: [shop, %[5]s]}
  - {says: "Databases cannot be reached from outside.", checks: [db/*]}
  - {says: "The shop answers.", checks: [shop]}
  - {says: "Nobody smokes.", checks: []}
channels:
  hook: {webhook: {url: "http://%[2]s/%[5]s"}}
  staff: {email: {from: holdfast@lab.invalid, to: [staff@lab.invalid], smtp: "smtp://%[6]s?tls=none"}}
`, shop, proving.FreeAddress(t), secure, cert.cert, s.broken, s.mail.Address())
}
