package draft

import (
	"net/url"
	"strconv"
	"strings"

	"holdfast/internal/importer/source"
)

// Secret is a value that the config knows by name alone.
type Secret struct {
	source.Place
	// Name is the variable, What the thing it is, in a person's words.
	Name, What string
	// Known is false when the value is not in the source, or of no use here.
	Known bool
	// Advice says what to put there then.
	Advice string

	value string
}

// Reveal returns the value itself, for the file that the user asked for.
func (s Secret) Reveal() string { return s.value }

// Secret replaces a value by a variable: ${NAME}, the name made from a hint.
// Equal values get one name. A value that is a variable already stays what it
// is.
func (d *Draft) Secret(at *source.Node, hint, what, value string) Raw {
	for _, s := range d.secrets {
		if s.Known && s.value == value {
			return Raw("${" + s.Name + "}")
		}
	}
	name := strings.ToUpper(d.slug("variable ", hint, "_", "secret"))
	d.secrets = append(d.secrets, Secret{Place: at.Place, Name: name, What: what, Known: true, value: value})
	return Raw("${" + name + "}")
}

// Missing names a variable whose value a person must make: advice says how.
// The source's own value, if any, is kept out of every text.
func (d *Draft) Missing(at *source.Node, hint, what, advice, value string) Raw {
	name := strings.ToUpper(d.slug("variable ", hint, "_", "secret"))
	d.secrets = append(d.secrets, Secret{Place: at.Place, Name: name, What: what, Advice: advice, value: value})
	return Raw("${" + name + "}")
}

// Reserve keeps names of variables for the source, which uses them already.
func (d *Draft) Reserve(names ...string) {
	for _, name := range names {
		d.taken["variable "+strings.ToLower(name)] = true
	}
}

// Variable tells what the value of one of the source's own variables may look
// like, for the loader to try.
func (d *Draft) Variable(reference Raw, like string) {
	name := strings.TrimSuffix(strings.TrimPrefix(string(reference), "${"), "}")
	d.variables[name] = like
}

// Stand returns what stands for a variable while the config is tried: the value
// that was found, or one that will do.
func (d *Draft) Stand(name string) string {
	for _, s := range d.secrets {
		if s.Name == name && s.Known {
			return s.value
		}
		if s.Name == name {
			return "a-value-to-be-made-0123456789abcdef"
		}
	}
	if like := d.variables[name]; like != "" {
		return like
	}
	return "variable.example.com"
}

// scrub takes every secret out of a text, whoever wrote it.
func (d *Draft) scrub(text string) string {
	const shortest = 4
	for _, s := range d.secrets {
		if len(s.value) < shortest {
			continue
		}
		quoted := strconv.Quote(s.value)
		for _, form := range []string{s.value, quoted[1 : len(quoted)-1], oneLine(s.value), url.QueryEscape(s.value), url.PathEscape(s.value)} {
			if len(form) >= shortest {
				text = strings.ReplaceAll(text, form, "<secret>")
			}
		}
	}
	return text
}

// Sensitive reports whether a word (of a header, a field, a query) names what
// nobody should read.
func Sensitive(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"pass", "pwd", "secret", "token", "key", "auth", "cred", "cookie", "session", "sig", "code", "jwt", "bearer"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
