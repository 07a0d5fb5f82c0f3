//go:build check

package matrix

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/netlab"
	"holdfast/probes/tlsgrade/report"
)

// goldens are the servers whose document is kept, whole, in testdata.
func goldens() map[string]string {
	return map[string]string{
		"nginx": "Mozilla intermediate", "HAProxy": "ChaCha20 to who lists it first",
		"OpenSSL": "Diffie-Hellman of 1024 bits", "GnuTLS": "RC4 last",
	}
}

// TestDocument compares the documents of `scan --tls -o json` with those of
// testdata, without what differs from run to run. UPDATE=1 writes them anew.
func TestDocument(t *testing.T) {
	t.Parallel()
	netlab.Need(t, "openssl")
	h := newHouse(t)
	shown := map[string]bool{}
	for software, name := range goldens() {
		m := makers()[software]
		i := slices.IndexFunc(m.servers, func(s *server) bool { return s.name == name })
		if i < 0 {
			t.Fatalf("%s has no server %q", software, name)
		}
		s := m.servers[i]
		if software == "nginx" {
			s.conf += ` ssl_stapling on; ssl_stapling_file @CERT@.ocsp; add_header Set-Cookie "session=x; Secure; HttpOnly; SameSite=Lax";`
		}
		m.start(t, h, []*server{s})
		document := steady(s.address, scan(t, h, s)).(map[string]any)
		fields(document, shown)
		text, err := json.MarshalIndent(document, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		compareGolden(t, filepath.Join("testdata", strings.ToLower(software)+".json"), append(text, '\n'))
	}
	t.Run("fields", func(t *testing.T) { allShown(t, shown) })
}

// scan does what the command does.
func scan(t *testing.T, h *house, s *server) any {
	t.Helper()
	at := netip.MustParseAddrPort(s.address)
	found, err := report.Run(t.Context(), []report.Server{{Host: at.Addr().String(), Port: at.Port()}},
		report.Options{ServerName: shop, CA: h.path("root.pem"), StartTLS: s.startTLS, Offline: true})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	return document
}

// compareGolden compares with a file, or writes it.
func compareGolden(t *testing.T, path string, got []byte) {
	t.Helper()
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got), UPDATE=1 writes it anew:\n%s", path, diff)
	}
}

// words are the fields whose values differ from run to run, with the word that
// stands for them.
func words() map[string]string {
	return map[string]string{
		"seconds": "SECONDS", "handshake_seconds": "SECONDS", "port": "PORT",
		"connections": "COUNT", "flaw_connections": "COUNT", "enumeration": "COUNT", "handshakes": "COUNT", "flaws": "COUNT",
		"serial": "SERIAL", "sha256": "SHA256", "debian_weak": "AS THE KEY'S NUMBERS HAVE IT",
	}
}

// steady puts words in the place of all that differs from run to run: times,
// durations, addresses, counts of connections (a server in distress is asked
// twice), certificates with their serials and fingerprints, versions of software,
// and what the numbers of a new key happen to say of Debian's weak ones. Of the many
// reference clients, two are kept.
func steady(address string, value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			word := words()[key]
			_, number := inner.(float64)
			_, text := inner.(string)
			switch list, isList := inner.([]any); {
			case word != "" && (number || text):
				value[key] = word
			case key == "sent":
				value[key] = fmt.Sprintf("%d CERTIFICATES", len(list))
			case key == "clients" && isList:
				value[key] = steady(address, list[:2])
			default:
				value[key] = steady(address, inner)
			}
			if list, isList := value[key].([]any); isList && key == "soft" && len(list) == 0 {
				delete(value, key) // it only spoke of the key's numbers
			}
		}
	case []any:
		value = slices.DeleteFunc(value, func(inner any) bool {
			rule, _ := inner.(map[string]any)
			return rule["rule"] == "debian-key"
		})
		for i := range value {
			value[i] = steady(address, value[i])
		}
		return value
	case string:
		return steadyText(address, value)
	}
	return value
}

// steadyText does so with a text.
func steadyText(address, text string) string {
	host, _, _ := strings.Cut(address, ":")
	text = strings.NewReplacer(address, "SERVER", host, "HOST").Replace(text)
	for _, one := range [][2]string{
		{`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`, "TIME"},
		{`\d{1,2} [A-Z][a-z]{2} \d{4}( \d\d:\d\d UTC)?`, "DATE"},
		{`\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?( UTC)?)?`, "DATE"},
		{`[0-9a-f]{32,}`, "HEX"},
		{`[A-Za-z0-9+/]{120,}=*`, "BASE64"},
		{`(nginx|HAProxy|Apache|OpenSSL|GnuTLS)/[0-9.]+`, "$1/VERSION"},
	} {
		text = regexp.MustCompile(one[0]).ReplaceAllString(text, one[1])
	}
	return text
}

// fields notes the names of all fields.
func fields(value any, names map[string]bool) {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			names[key] = true
			fields(inner, names)
		}
	case []any:
		for _, inner := range value {
			fields(inner, names)
		}
	}
}

// allShown wants every field that the document's types have, and every one that
// docs/tls-output.md describes, to be shown by one of the servers, or to be listed
// in notShown.
func allShown(t *testing.T, shown map[string]bool) {
	t.Helper()
	want := map[string]bool{}
	typed(reflect.TypeFor[report.Document](), want, map[reflect.Type]bool{})
	text, err := os.ReadFile("../../../docs/tls-output.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|").FindAllSubmatch(text, -1) {
		want[string(row[1])] = true
	}
	for name := range want {
		reason := notShown()[name]
		if shown[name] == (reason != "") {
			t.Errorf("field %s: shown %v, and the reason why not is %q", name, shown[name], reason)
		}
	}
	for name := range notShown() {
		if !want[name] {
			t.Errorf("field %s is not in the document at all", name)
		}
	}
}

// typed notes the names of all fields of a type.
func typed(of reflect.Type, names map[string]bool, seen map[reflect.Type]bool) {
	if k := of.Kind(); k == reflect.Pointer || k == reflect.Slice || k == reflect.Map || k == reflect.Array {
		typed(of.Elem(), names, seen)
		return
	}
	text := of.Implements(reflect.TypeFor[fmt.Stringer]()) && of.Kind() == reflect.Struct && of.NumField() > 0 && !of.Field(0).IsExported()
	if of.Kind() != reflect.Struct || seen[of] || of.PkgPath() == "time" || text {
		return
	}
	seen[of] = true
	for f := range of.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() && !f.Anonymous || name == "-" {
			continue
		}
		if name != "" {
			names[name] = true
		}
		typed(f.Type, names, seen)
	}
}

// notShown are the fields that none of these servers shows, and why.
func notShown() map[string]string {
	const (
		sound   = "nothing is wrong with these servers' certificates but the key's size"
		private = "no log takes certificates of an authority of one's own"
		polite  = "these servers answer every hello"
	)
	return map[string]string{
		"unreadable": sound, "weak": sound, "superfluous": sound, "misordered": sound, "weak_signatures": sound, "distrusted": sound,
		"no_certificate": "all of these show one",
		"scts":           private, "sct_list": private, "log": private, "source": private,
		"intolerances": polite, "to": polite, "not_tls": polite, "error": polite,
		"starttls": "these speak TLS at once",
		"problem":  "their HSTS header is well-formed",
		"unknown":  "nothing of Mozilla's profiles is left open",
	}
}
