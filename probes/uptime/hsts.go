package uptime

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"holdfast"
)

// maxAge reads max-age from a Strict-Transport-Security header (RFC 6797
// §6.1): directives in any case and order, values quoted or not. ok is false
// when the header is not valid, which browsers then ignore (§8.1).
func maxAge(header string) (age time.Duration, ok bool) {
	seen := map[string]bool{}
	for directive := range strings.SplitSeq(header, ";") {
		name, value, _ := strings.Cut(directive, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue
		}
		if seen[name] {
			return 0, false // no directive may come twice
		}
		seen[name] = true
		if name != "max-age" {
			continue
		}
		seconds, err := strconv.ParseUint(strings.Trim(strings.TrimSpace(value), `"`), 10, 32)
		if err != nil {
			return 0, false
		}
		age = time.Duration(seconds) * time.Second
	}
	return age, seen["max-age"]
}

// hstsHop returns the answer that the named host gave over HTTPS, whose HSTS
// header counts: browsers heed it only there (RFC 6797 §8.1).
func (p *plan) hstsHop(v *view) *answer {
	for i := range v.hops {
		h := &v.hops[i]
		if h.answer != nil && h.url.Scheme == "https" && h.url.Hostname() == p.host {
			return h.answer
		}
	}
	return nil
}

// judgeHSTS compares the promised time with the wanted.
func (p *prober) judgeHSTS(v *view) (holdfast.Fault, bool) {
	a := p.hstsHop(v)
	if p.want.hsts == 0 || a == nil {
		return holdfast.Fault{}, false
	}
	wanted := holdfast.FormatDuration(p.want.hsts)
	fault := holdfast.Fault{
		Key: "hsts", Status: holdfast.Broken,
		Fix: fmt.Sprintf("nginx: add_header Strict-Transport-Security \"max-age=%d\" always;", int64(p.want.hsts.Seconds())),
	}
	header := a.header.Get("Strict-Transport-Security")
	age, ok := maxAge(header)
	switch {
	case header == "":
		fault.Text = fmt.Sprintf("%s sends no Strict-Transport-Security, wanted max-age of at least %s", p.host, wanted)
	case !ok:
		fault.Text = fmt.Sprintf("%s sends a Strict-Transport-Security that browsers ignore, wanted max-age of at least %s", p.host, wanted)
	case age < p.want.hsts:
		fault.Text = fmt.Sprintf("%s sends Strict-Transport-Security max-age %s, wanted at least %s", p.host, holdfast.FormatDuration(age), wanted)
	default:
		return holdfast.Fault{}, false
	}
	return fault, true
}
