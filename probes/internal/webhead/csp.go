package webhead

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// policy maps a directive to its sources.
type policy map[string][]string

// errPolicy says that a Content-Security-Policy cannot be read.
var errPolicy = errors.New("a policy is empty or names a directive twice")

// parsePolicies reads all policies (CSP 3 §2.2). Several at once allow only what
// each of them allows.
func parsePolicies(values []string) (policy, error) {
	var all policy
	for _, value := range values {
		for text := range strings.SplitSeq(value, ",") {
			p, err := parsePolicy(text)
			if err != nil {
				return nil, err
			}
			if all == nil {
				all = p
				continue
			}
			all = both(all, p)
		}
	}
	return all, nil
}

// parsePolicy reads one.
func parsePolicy(text string) (policy, error) {
	text = strings.TrimSpace(text)
	if len(text) < len("img-src")-1 {
		return nil, errPolicy
	}
	p := policy{}
	for entry := range strings.SplitSeq(text, ";") {
		words := strings.Fields(strings.ToLower(entry))
		if len(words) == 0 {
			continue
		}
		name, sources := words[0], words[1:]
		if _, twice := p[name]; twice {
			if name == "report-uri" || name == "report-to" {
				continue
			}
			return nil, errPolicy
		}
		if len(sources) == 0 && strings.HasSuffix(name, "-src") {
			sources = []string{"'none'"}
		}
		p[name] = sources
	}
	return p, nil
}

// both is what two policies allow together.
func both(a, b policy) policy {
	out := maps.Clone(b)
	for name, sources := range a {
		other, named := b[name]
		if !named {
			out[name] = sources
			continue
		}
		common := slices.DeleteFunc(slices.Clone(sources), func(s string) bool { return !slices.Contains(other, s) })
		if len(common) == 0 {
			common = []string{"'none'"}
		}
		out[name] = common
	}
	return out
}

// sources of a directive, of default-src where it is not named, else any.
func (p policy) sources(name string) []string {
	for _, directive := range []string{name, "default-src"} {
		if list, ok := p[directive]; ok {
			return list
		}
	}
	return []string{"*"}
}

// headerPolicy is the policy of the headers alone.
func headerPolicy(e page) (policy, bool) {
	p, err := parsePolicies(e.header.Values("Content-Security-Policy"))
	return p, err == nil && p != nil
}

// testCSP judges what the page lets a browser run and load.
func testCSP(e examined) outcome {
	headers := e.page.header.Values("Content-Security-Policy")
	metas := e.page.meta("content-security-policy")
	p, err := parsePolicies(append(slices.Clone(headers), metas...))
	switch {
	case err != nil:
		return outcome{"csp-header-invalid", -25, false, err.Error()}
	case len(p) == 0 && e.page.header.Get("Content-Security-Policy-Report-Only") != "":
		return outcome{"csp-not-implemented-but-reporting-enabled", -25, false, "the policy is only reported, not enforced"}
	case len(p) == 0:
		return outcome{"csp-not-implemented", -25, false, "no Content-Security-Policy"}
	}
	return judgePolicy(p)
}

// judgePolicy takes the first thing that is wrong, gravest first.
func judgePolicy(p policy) outcome {
	scripts, valid := p.scripts()
	styles := withoutInline(p.sources("style-src"))
	switch {
	case !valid:
		return outcome{"csp-header-invalid", -25, false, "'strict-dynamic' without a nonce or hash"}
	case slices.ContainsFunc(scripts, broadOrInline) || slices.ContainsFunc(p.sources("object-src"), broad):
		return outcome{"csp-implemented-with-unsafe-inline", -20, false, "scripts or objects from anywhere, or inline"}
	case slices.ContainsFunc(p.active(scripts), unencrypted):
		return outcome{"csp-implemented-with-insecure-scheme", -20, false, "resources may be loaded without TLS"}
	case slices.Contains(scripts, "'unsafe-eval'") || slices.Contains(styles, "'unsafe-eval'"):
		return outcome{"csp-implemented-with-unsafe-eval", -10, false, "eval is allowed"}
	case slices.ContainsFunc(p.passive(), unencrypted):
		return outcome{"csp-implemented-with-insecure-scheme-in-passive-content-only", -10, true, "images or media may be loaded without TLS"}
	case slices.ContainsFunc(styles, broadOrInline):
		return outcome{"csp-implemented-with-unsafe-inline-in-style-src-only", 0, true, "styles from anywhere, or inline"}
	case slices.Equal(p["default-src"], []string{"'none'"}):
		return outcome{"csp-implemented-with-no-unsafe-default-src-none", 10, true, "nothing but what is named"}
	default:
		return outcome{"csp-implemented-with-no-unsafe", 5, true, "no unsafe sources"}
	}
}

// scripts are the sources that count for scripts: a nonce or hash switches
// 'unsafe-inline' off, and with 'strict-dynamic' all sources by place. valid is
// false for a 'strict-dynamic' without either.
func (p policy) scripts() (sources []string, valid bool) {
	sources = withoutInline(p.sources("script-src"))
	if !slices.Contains(sources, "'strict-dynamic'") {
		return sources, true
	}
	if !slices.ContainsFunc(sources, nonceOrHash) {
		return sources, false
	}
	return slices.DeleteFunc(sources, func(s string) bool {
		return s == "'self'" || slices.ContainsFunc(broadSources(), func(b string) bool { return strings.HasPrefix(s, b) })
	}), true
}

// withoutInline drops 'unsafe-inline' where a nonce or hash makes browsers
// ignore it.
func withoutInline(sources []string) []string {
	sources = slices.Clone(sources)
	if !slices.ContainsFunc(sources, nonceOrHash) {
		return sources
	}
	return slices.DeleteFunc(sources, func(s string) bool { return s == "'unsafe-inline'" })
}

// active are the sources of all that can act.
func (p policy) active(scripts []string) []string {
	out := slices.Clone(scripts)
	for name, sources := range p {
		if name != "img-src" && name != "media-src" && name != "script-src" {
			out = append(out, sources...)
		}
	}
	return out
}

// passive are the sources of images and media.
func (p policy) passive() []string {
	var out []string
	for _, name := range []string{"img-src", "media-src"} {
		if sources, ok := p[name]; ok {
			out = append(out, sources...)
		} else {
			out = append(out, p["default-src"]...)
		}
	}
	return out
}

// broadSources allow nearly everybody.
func broadSources() []string {
	return []string{"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
}

func broad(source string) bool { return slices.Contains(broadSources(), source) }

func broadOrInline(source string) bool {
	return broad(source) || source == "'unsafe-inline'" || source == "data:"
}

func unencrypted(source string) bool {
	return strings.HasPrefix(source, "http:") || strings.HasPrefix(source, "ftp:")
}

func nonceOrHash(source string) bool {
	return slices.ContainsFunc([]string{"'sha256-", "'sha384-", "'sha512-", "'nonce-"}, func(prefix string) bool {
		return strings.HasPrefix(source, prefix)
	})
}
