//go:build check

package e2e

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"holdfast/alerting/alerttest"
	"holdfast/internal/proving"
)

// public is a monitor whose status page anybody may see, served by it and
// written for another web server.
type public struct {
	page   string // address, with a slash at its end
	static string // directory
	down   atomic.Bool
	life   *proving.Life
}

// newPublic starts one with a check that holds, one that is broken and one that
// is nobody's business.
func newPublic(t *testing.T) *public {
	t.Helper()
	p := &public{static: filepath.Join(shared(t), "page")}
	shop := alerttest.NewServer(t, func(w http.ResponseWriter, _ *http.Request) {
		if p.down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	address := proving.FreeAddress(t)
	p.page = "http://" + address + "/"
	p.life = proving.Start(t, install(t, proving.FreeAddress(t), fmt.Sprintf(`public: %[1]s
defaults: {confirm: 1 of 1}
checks:
  - {name: shop/web, uptime: {url: "%[2]s/"}, every: 1s}
  - {name: gone, tcp: {address: "%[3]s"}, every: 1s}
  - {name: secret, tcp: {address: "%[3]s"}, every: 1s}
promises:
  - {says: "The shop answers.", id: shop, checks: [shop/web]}
page: {name: Lab, checks: [shop/*, gone], promises: [shop], static: %[4]q}
maintenance:
  - {name: new disks, checks: [shop/*], from: %[5]s, until: %[6]s}
channels:
  hook: {webhook: {url: "http://%[3]s/"}}
`, address, shop, proving.FreeAddress(t), p.static,
		time.Now().UTC().Add(time.Hour).Format(time.RFC3339), time.Now().UTC().Add(2*time.Hour).Format(time.RFC3339))), nil)
	p.life.Until(t, patience, "the public page tells of a broken check", func() bool {
		page, ok := get(t, p.page)
		return ok && strings.Contains(page, "1 of 2 broken: gone") && strings.Contains(page, "incidents/")
	})
	return p
}

// incident is the address of the broken check's incident.
func (p *public) incident(t *testing.T) string {
	t.Helper()
	page, _ := get(t, p.page)
	link := regexp.MustCompile(`incidents/\d+\.html`).FindString(page)
	if link == "" {
		t.Fatal("no incident on the page: " + excerpt(page, "<main"))
	}
	return link
}

// TestStatusPage uses the public page as people do: on a telephone and on a
// desk, by day and by night, with the keyboard alone, without scripts, and when
// the monitor is dead.
func TestStatusPage(t *testing.T) {
	t.Parallel()
	p := newPublic(t)
	c := newChromium(t)
	pages := []string{"", "checks.html", "checks/shop_web.html", "checks/gone.html", "incidents.html", p.incident(t), "maintenance.html", "missing.html"}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int{320, 1280} {
			c.dress(t, width, scheme)
			for _, path := range pages {
				if width > 600 && scheme == "dark" && path != "" {
					continue // the colours are those of 320, the places those of light
				}
				c.open(t, p.page+path)
				judge(t, c, fmt.Sprintf("public-%s-%d-%s", strings.NewReplacer("/", "_", ".html", "").Replace(path), width, scheme), width, scheme)
			}
		}
	}
	c.dress(t, 1280, "light")
	p.withoutScripts(t, c)
	p.byKeyboard(t, c)
	p.refreshes(t, c)
	p.whenTheMonitorIsDead(t, newChromium(t))
}

// withoutScripts wants one request for the first view, one for the script and
// none to anybody else, and the same words without scripts.
func (p *public) withoutScripts(t *testing.T, c *chromium) {
	t.Helper()
	const words = "document.querySelector('main').innerText.replace(/\\s+/g, ' ')"
	const clock = `\d+ \w{3} \d\d:\d\d UTC|\d\d:\d\d UTC|\d+[smh]+`
	var with, without string
	c.asked = nil
	c.open(t, p.page)
	c.eval(t, words, &with)
	if want := []string{p.page, p.page + "refresh.js"}; !slices.Equal(c.asked, want) {
		t.Errorf("with scripts the browser asked for %q, want %q", c.asked, want)
	}
	c.scripts(t, false)
	defer c.scripts(t, true)
	c.asked = nil
	c.open(t, p.page)
	c.eval(t, words, &without)
	if want := []string{p.page}; !slices.Equal(c.asked, want) {
		t.Errorf("without scripts the browser asked for %q, want %q", c.asked, want)
	}
	mask := regexp.MustCompile(clock)
	if a, b := mask.ReplaceAllString(with, "T"), mask.ReplaceAllString(without, "T"); a != b || len(a) < 100 {
		t.Errorf("the page says other things without scripts:\n%s\n%s", a, b)
	}
}

// byKeyboard goes through a check's page with Tab and the arrow keys alone.
func (p *public) byKeyboard(t *testing.T, c *chromium) {
	t.Helper()
	c.open(t, p.page+"checks/shop_web.html")
	const here = "(e => e.id || e.textContent.trim() || e.tagName)(document.activeElement)"
	var stops []string
	var all int
	c.eval(t, "document.querySelectorAll('a[href],summary').length", &all)
	for range all + 1 { // the bars are one more
		var at string
		c.press(t, "Tab", 9)
		c.eval(t, here, &at)
		stops = append(stops, at)
		if strings.HasPrefix(at, "d20") {
			p.byArrows(t, c)
		}
	}
	bars := slices.DeleteFunc(slices.Clone(stops), func(s string) bool { return !strings.HasPrefix(s, "d20") })
	if len(bars) != 1 {
		t.Errorf("the ninety bars are %d stops of the Tab key, want one: %q", len(bars), stops)
	}
	for _, want := range []string{"Skip to the content", "Lab", "Incidents", "Maintenance", "The days as a table", "Feed", "JSON"} {
		if !slices.Contains(stops, want) {
			t.Errorf("Tab does not reach %q: %q", want, stops)
		}
	}
}

// byArrows goes from day to day and back.
func (p *public) byArrows(t *testing.T, c *chromium) {
	t.Helper()
	const day = "document.activeElement.id + ' ' + document.activeElement.nextElementSibling.textContent"
	const seen = "getComputedStyle(document.activeElement.nextElementSibling).clipPath"
	var today, before, clip string
	c.eval(t, day, &today)
	c.press(t, "ArrowLeft", 37)
	c.eval(t, day, &before)
	c.eval(t, seen, &clip)
	want := time.Now().UTC().AddDate(0, 0, -1).Format("d2006-01-02 2 Jan 2006:")
	if !strings.HasPrefix(before, want) || before == today || clip != "none" {
		t.Errorf("the left arrow leads from %q to %q (%s), want %q, to be seen", today, before, clip, want)
	}
	c.press(t, "ArrowRight", 39)
	c.eval(t, day, &before)
	if before != today {
		t.Errorf("the right arrow leads to %q, want %q", before, today)
	}
}

// look makes the page look for news, as it does twice a minute.
const look = "document.dispatchEvent(new Event('visibilitychange'))"

// refreshes wants news to come into an open page, announced.
func (p *public) refreshes(t *testing.T, c *chromium) {
	t.Helper()
	c.open(t, p.page)
	p.down.Store(true)
	p.life.Until(t, patience, "the open page tells that the shop is down too", func() bool {
		var said string
		c.eval(t, look+" && document.getElementById('live').textContent", &said)
		return strings.Contains(said, "2 of 2 broken")
	})
	var title string
	c.eval(t, "document.querySelector('h1').textContent", &title)
	if !strings.Contains(title, "2 of 2 broken") {
		t.Errorf("the heading is %q", title)
	}
}

// whenTheMonitorIsDead kills it and looks at the files that it left, by a web
// server of Debian: they are shown, and once they are old they say so.
func (p *public) whenTheMonitorIsDead(t *testing.T, c *chromium) {
	t.Helper()
	p.life.Until(t, patience, "the files tell what the page tells", func() bool {
		page, err := os.ReadFile(filepath.Join(p.static, "index.html"))
		return err == nil && strings.Contains(string(page), "2 of 2 broken")
	})
	p.life.Kill()
	old := filepath.Join(shared(t), "old")
	p.age(t, old)
	fresh, stale := proving.FreeAddress(t), proving.FreeAddress(t)
	types := "types { text/html html; text/javascript js; application/json json; image/svg+xml svg; application/atom+xml atom; }"
	server := "server { listen %s; " + types + " root %s; }"
	nginx := proving.NewNginx(t, fmt.Sprintf(server, fresh, p.static), fmt.Sprintf(server, stale, old))
	nginx.Start(t)
	const states = "[...document.querySelectorAll('h1,.state:not(.was)')].map(e => e.textContent.trim())"
	var said []string
	c.open(t, "http://"+fresh+"/")
	c.eval(t, states, &said)
	if !slices.Contains(said, "2 of 2 broken: shop/web, gone; 1 of 1 promises broken") {
		t.Errorf("the files say %q", said)
	}
	for _, path := range []string{"", "checks/gone.html", "checks.html"} {
		c.open(t, "http://"+stale+"/"+path)
		c.eval(t, states, &said)
		if known := slices.DeleteFunc(said, func(s string) bool { return s == "unknown" }); len(known) > 0 {
			t.Errorf("an hour after the monitor died %q still says %q", path, known)
		}
		var live string
		c.eval(t, "document.getElementById('live').textContent", &live)
		if !strings.Contains(live, "unknown") {
			t.Errorf("it is announced as %q", live)
		}
		c.keep(t, "stale-"+filepath.Base(path))
	}
}

// shared is a directory that the user of a web server may read too.
func shared(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// age copies the files as if they had been written an hour ago.
func (p *public) age(t *testing.T, to string) {
	t.Helper()
	until := regexp.MustCompile(`data-until="[^"]*"`)
	past := fmt.Sprintf(`data-until=%q`, time.Now().UTC().Add(-time.Hour).Format(time.RFC3339))
	err := filepath.WalkDir(p.static, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(p.static, path)
		if err != nil || d.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), until.ReplaceAll(body, []byte(past)), 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}
