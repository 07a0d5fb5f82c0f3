package webhead

import (
	"bytes"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/publicsuffix"
)

// maxTokens bounds how far a page is read.
const maxTokens = 100_000

// isHTML reports whether the answer says it is HTML, or nothing.
func (p page) isHTML() bool {
	kind, _, _ := strings.Cut(p.header.Get("Content-Type"), ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	return kind == "" || kind == "text/html" || kind == "application/xhtml+xml"
}

// tags calls f for each opening tag of the wanted sort.
func (p page) tags(want atom.Atom, f func(attribute map[string]string)) {
	if !p.isHTML() {
		return
	}
	z := html.NewTokenizer(bytes.NewReader(p.body))
	for range maxTokens {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		if t := z.Token(); t.DataAtom == want {
			f(attributes(t))
		}
	}
}

// attributes of a tag, by name.
func attributes(t html.Token) map[string]string {
	out := map[string]string{}
	for _, a := range t.Attr {
		out[a.Key] = a.Val
	}
	return out
}

// meta collects what the page says by meta http-equiv.
func (p page) meta(name string) []string {
	var out []string
	p.tags(atom.Meta, func(a map[string]string) {
		if strings.EqualFold(a["http-equiv"], name) || name == "referrer-policy" && strings.EqualFold(a["name"], "referrer") {
			out = append(out, a["content"])
		}
	})
	return out
}

// testSRI judges scripts from elsewhere: whoever runs that server runs code in
// this page, unless the page names the script's hash.
func testSRI(e examined) outcome {
	if !e.page.isHTML() {
		return outcome{"sri-not-implemented-response-not-html", 0, true, "no HTML"}
	}
	worst := outcome{}
	scripts, foreign, own := 0, false, false
	e.page.tags(atom.Script, func(a map[string]string) {
		scripts++
		source, integrity := a["src"], a["integrity"]
		if source == "" {
			return
		}
		where := e.page.origin(source)
		switch {
		case where.similar && integrity != "":
			own = true
		case where.similar:
		default:
			foreign = true
			if o := judgeScript(where.secure, integrity != "", source); o.modifier < worst.modifier {
				worst = o
			}
		}
	})
	switch {
	case scripts == 0:
		return outcome{"sri-not-implemented-but-no-scripts-loaded", 0, true, "no scripts"}
	case worst.result != "":
		return worst
	case foreign:
		return outcome{"sri-implemented-and-external-scripts-loaded-securely", 5, true, "all scripts from elsewhere name their hash"}
	case own:
		return outcome{"sri-implemented-and-all-scripts-loaded-securely", 5, true, "scripts name their hash"}
	default:
		return outcome{"sri-not-implemented-but-all-scripts-loaded-from-secure-origin", 0, true, "all scripts come from here"}
	}
}

// judgeScript judges one script from elsewhere.
func judgeScript(secure, integrity bool, source string) outcome {
	text := "script " + strings.ToValidUTF8(source[:min(len(source), 120)], "")
	switch {
	case integrity && !secure:
		return outcome{"sri-implemented-but-external-scripts-not-loaded-securely", -20, false, text + " is loaded without TLS"}
	case !integrity && secure:
		return outcome{"sri-not-implemented-but-external-scripts-loaded-securely", -5, false, text + " names no hash"}
	case !integrity:
		return outcome{"sri-not-implemented-and-external-scripts-not-loaded-securely", -50, false, text + " names no hash and is loaded without TLS"}
	default:
		return outcome{}
	}
}

// place is where a script comes from.
type place struct{ similar, secure bool }

// origin says where a script's source is, seen from the page.
func (p page) origin(source string) place {
	lower := strings.ToLower(source)
	switch {
	case strings.HasPrefix(source, "//"):
		return place{}
	case !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://"):
		return place{similar: true, secure: true}
	}
	u, err := url.Parse(source)
	if err != nil {
		return place{}
	}
	return place{similar: sameSite(u.Hostname(), p.url.Hostname()), secure: u.Scheme == "https"}
}

// sameSite compares registrable domains (the public suffix list).
func sameSite(a, b string) bool {
	one, err := publicsuffix.EffectiveTLDPlusOne(a)
	other, err2 := publicsuffix.EffectiveTLDPlusOne(b)
	if err != nil || err2 != nil {
		return sameHost(a, b)
	}
	return sameHost(one, other)
}
