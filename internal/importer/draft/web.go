package draft

import (
	"net/url"
	"slices"
	"strings"

	"holdfast/internal/importer/source"
)

// Address puts a web address into the settings of an uptime check: a password
// in it becomes basic authentication, and what looks like a token in its query
// a variable.
func (c *Check) Address(at *source.Node, address string) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		c.Ask.Set("url", address)
		return
	}
	if u.User != nil {
		password, _ := u.User.Password()
		c.Basic(at, Raw(literal(u.User.Username())), Raw(literal(password)))
		u.User = nil
	}
	written := literal(u.String())
	for name, values := range u.Query() {
		for _, value := range values {
			if !Sensitive(name) || value == "" {
				continue
			}
			variable := c.d.Secret(at, c.name+" "+name, "the "+oneLine(name)+" in the address of "+c.name, value)
			for _, form := range []string{url.QueryEscape(value), value} {
				written = strings.ReplaceAll(written, "="+literal(form), "="+string(variable))
			}
		}
	}
	c.Ask.fields = slices.Insert(c.Ask.fields, 0, field{"url", Raw(written)})
}

// Tidy is an address as a name: without a password, and without a query that
// holds what looks like a token.
func Tidy(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	u.User = nil
	for name := range u.Query() {
		if Sensitive(name) {
			u.RawQuery = ""
		}
	}
	return u.String()
}

// Basic puts user and password into the settings. The password becomes a
// variable unless it is one.
func (c *Check) Basic(at *source.Node, user, password Raw) {
	if user == "" {
		return
	}
	pair := (&Table{}).Set("user", user)
	if password != "" {
		pair.Set("password", c.Hidden(at, "password", "the password of "+string(user)+" for "+c.name, password))
	}
	c.Ask.Set("basic", pair)
}

// Hidden is a secret text of the check as a variable; one that is a variable
// already stays what it is.
func (c *Check) Hidden(at *source.Node, hint, what string, value Raw) Raw {
	if IsVariable(string(value)) {
		return value
	}
	return c.d.Secret(at, c.name+" "+hint, what, strings.ReplaceAll(string(value), "$${", "${"))
}

// IsVariable reports whether a text is one variable and nothing else.
func IsVariable(text string) bool {
	inner, ok := strings.CutPrefix(text, "${")
	name, ok2 := strings.CutSuffix(inner, "}")
	return ok && ok2 && name != "" && !strings.ContainsAny(name, "${} ")
}

// Header puts a request header into the settings. What is not known to be
// harmless becomes a variable.
func (c *Check) Header(at *source.Node, name string, value Raw) {
	if !harmless(name) {
		value = c.Hidden(at, name, "the header "+oneLine(name)+" of "+c.name, value)
	}
	c.header(name, value)
}

// HeaderFile puts a request header whose value stands in a file of its own into
// the settings.
func (c *Check) HeaderFile(name, path string) { c.header(name, Raw(literal("file:"+path))) }

// header adds a request header to those that are there.
func (c *Check) header(name string, value Raw) {
	headers := &Table{}
	for _, f := range c.Ask.fields {
		if sub, ok := f.value.(*Table); ok && f.key == "headers" {
			headers = sub
		}
	}
	headers.Set(name, value)
	c.Ask.Set("headers", headers)
}

// harmless reports whether a header's value is nobody's secret.
func harmless(name string) bool {
	return slices.Contains([]string{
		"accept", "accept-charset", "accept-encoding", "accept-language", "cache-control", "connection", "content-encoding",
		"content-language", "content-type", "host", "if-modified-since", "if-none-match", "origin", "pragma", "range", "referer",
		"upgrade-insecure-requests", "user-agent", "x-forwarded-host", "x-forwarded-proto", "x-requested-with",
	}, strings.ToLower(name))
}

// Body puts a request body into the settings.
func (c *Check) Body(at *source.Node, body Raw) {
	c.Ask.Set("body", c.Spoken(at, "body", "the request body of "+c.name, body))
}

// Spoken is a text that is sent: a variable if it speaks of anything secret, else
// itself.
func (c *Check) Spoken(at *source.Node, hint, what string, text Raw) Raw {
	if text == "" || !Sensitive(string(text)) {
		return text
	}
	return c.Hidden(at, hint, what, text)
}

// Timing puts interval and time-out onto the check. A time-out that does not
// fit into the interval is cut to what does.
func (c *Check) Timing(at *source.Node, every, timeout Seconds) {
	if every > 0 {
		c.Set("every", every.std())
	}
	if timeout <= 0 {
		return
	}
	if most := every.std() / 5 * 4; every > 0 && timeout.std() > most {
		c.Left(at, "timeout "+spell(timeout.std()), "a look may take 80 % of every "+spell(every.std())+" at most, so it is "+spell(most)+" here")
		timeout = Seconds(most)
	}
	c.Set("timeout", timeout.std())
}
