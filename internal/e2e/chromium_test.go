//go:build check

package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/netlab"
	"holdfast/internal/proving"
)

// chromium is a browser without a window, steered by the DevTools Protocol over
// a pair of pipes: messages of JSON, each ended by a zero byte. One goroutine
// may use it.
type chromium struct {
	to      *os.File
	from    *bufio.Reader
	log     *proving.Tail
	last    int      // id of the last call
	session string   // the one tab
	loaded  int      // pages that have been loaded
	asked   []string // addresses that were asked for, data: aside
}

// message is anything that the browser says.
type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Result json.RawMessage `json:"result"`
	Params struct {
		Request struct {
			URL string `json:"url"`
		} `json:"request"`
	} `json:"params"`
	Error *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// browserLife bounds the browser's life, and so every wait for it.
const browserLife = 5 * time.Minute

// newChromium starts one that reaches this machine only.
func newChromium(t *testing.T) *chromium {
	t.Helper()
	netlab.Need(t, "chromium")
	theirs, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, theirs2, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), browserLife)
	cmd := exec.CommandContext(ctx, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
		"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--user-data-dir="+t.TempDir(), "--remote-debugging-pipe", "about:blank")
	c := &chromium{to: to, from: bufio.NewReader(from), log: &proving.Tail{}}
	cmd.ExtraFiles = []*os.File{theirs, theirs2} // 3 and 4: what the browser reads and writes
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = c.log, c.log, 5*time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = theirs.Close(), theirs2.Close()
	t.Cleanup(func() {
		_ = c.write("Browser.close", nil) // so that its helpers end too
		_ = to.Close()
		_ = cmd.Wait()
		cancel()
		_ = from.Close()
	})
	c.tab(t)
	return c
}

// tab opens the one tab.
func (c *chromium) tab(t *testing.T) {
	t.Helper()
	var target struct{ TargetID, SessionID string }
	c.call(t, "Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	c.call(t, "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &target)
	c.session = target.SessionID
	c.call(t, "Page.enable", nil, nil)
	c.call(t, "Network.enable", nil, nil)
}

// call asks the browser for something and reads its answer into a value.
func (c *chromium) call(t *testing.T, method string, params, into any) {
	t.Helper()
	if err := c.write(method, params); err != nil {
		t.Fatalf("%s: %v\n%s", method, err, c.log)
	}
	for {
		m := c.next(t)
		if m.ID != c.last {
			continue
		}
		if m.Error != nil {
			t.Fatalf("%s: %s", method, m.Error.Message)
		}
		if into == nil {
			return
		}
		if err := json.Unmarshal(m.Result, into); err != nil {
			t.Fatalf("%s: %v: %s", method, err, m.Result)
		}
		return
	}
}

// write sends a call.
func (c *chromium) write(method string, params any) error {
	c.last++
	text, err := json.Marshal(struct {
		ID      int    `json:"id"`
		Session string `json:"sessionId,omitempty"`
		Method  string `json:"method"`
		Params  any    `json:"params,omitempty"`
	}{c.last, c.session, method, params})
	if err != nil {
		return err
	}
	_, err = c.to.Write(append(text, 0))
	return err
}

// next reads what the browser says next.
func (c *chromium) next(t *testing.T) message {
	t.Helper()
	text, err := c.from.ReadBytes(0)
	if err != nil {
		t.Fatalf("chromium: %v\n%s", err, c.log)
	}
	var m message
	if err := json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &m); err != nil {
		t.Fatalf("chromium said %q: %v", text, err)
	}
	switch {
	case m.Method == "Page.loadEventFired":
		c.loaded++
	case m.Method == "Network.requestWillBeSent" && !strings.HasPrefix(m.Params.Request.URL, "data:"):
		c.asked = append(c.asked, m.Params.Request.URL)
	}
	return m
}

// dress sets the width of the window in CSS pixels and the colours that the
// person prefers, light or dark. Narrow ones are telephones, which obey the
// page's viewport.
func (c *chromium) dress(t *testing.T, width int, scheme string) {
	t.Helper()
	c.call(t, "Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}, nil)
	c.call(t, "Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// open loads a page.
func (c *chromium) open(t *testing.T, address string) {
	t.Helper()
	before := c.loaded
	var went struct{ ErrorText string }
	c.call(t, "Page.navigate", map[string]any{"url": address}, &went)
	if went.ErrorText != "" {
		t.Fatalf("%s: %s", address, went.ErrorText)
	}
	for c.loaded == before {
		c.next(t)
	}
}

// scripts lets pages run their scripts, or not.
func (c *chromium) scripts(t *testing.T, on bool) {
	t.Helper()
	c.call(t, "Emulation.setScriptExecutionDisabled", map[string]any{"value": !on}, nil)
}

// press presses and lets go of a key that writes nothing.
func (c *chromium) press(t *testing.T, key string, code int) {
	t.Helper()
	for _, what := range []string{"rawKeyDown", "keyUp"} {
		c.call(t, "Input.dispatchKeyEvent", map[string]any{"type": what, "key": key, "code": key, "windowsVirtualKeyCode": code}, nil)
	}
}

// eval evaluates an expression beside the page's own scripts; where that is a
// promise, it waits for what it comes to.
func (c *chromium) eval(t *testing.T, expression string, into any) {
	t.Helper()
	var out struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	c.call(t, "Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &out)
	if out.ExceptionDetails != nil {
		t.Fatalf("evaluate: %s", out.ExceptionDetails)
	}
	if err := json.Unmarshal(out.Result.Value, into); err != nil {
		t.Fatalf("evaluate: %v: %s", err, out.Result.Value)
	}
}

// ground takes a picture of the page's lower left corner, where nothing is
// written.
func (c *chromium) ground(t *testing.T) image.Image {
	t.Helper()
	var tall int
	c.eval(t, "document.documentElement.scrollHeight", &tall)
	img, err := png.Decode(bytes.NewReader(c.shoot(t, map[string]any{"x": 0, "y": tall - 4, "width": 4, "height": 4, "scale": 1})))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// keep leaves a picture of the whole page in HOLDFAST_SHOTS, if that is set.
func (c *chromium) keep(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("HOLDFAST_SHOTS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), c.shoot(t, nil), 0o600); err != nil {
		t.Fatal(err)
	}
}

// shoot takes a picture of the page, or of a part of it, as PNG.
func (c *chromium) shoot(t *testing.T, clip map[string]any) []byte {
	t.Helper()
	params := map[string]any{"format": "png", "captureBeyondViewport": true}
	if clip != nil {
		params["clip"] = clip
	}
	var shot struct{ Data []byte }
	c.call(t, "Page.captureScreenshot", params, &shot)
	return shot.Data
}
