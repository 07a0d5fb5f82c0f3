package gatus

import (
	"regexp"
	"strconv"
	"strings"

	"holdfast/internal/importer/draft"
)

// function returns the inside of NAME(...).
func function(s, name string) (string, bool) {
	inner, ok := strings.CutPrefix(s, name+"(")
	inner, ok2 := strings.CutSuffix(inner, ")")
	return inner, ok && ok2
}

// matcher is the right side of == as a test of a text.
func matcher(right string) func(string) bool {
	if glob, ok := function(right, "pat"); ok {
		re, _ := globExpression(glob)
		return func(s string) bool { return re != nil && re.MatchString(s) }
	}
	options := []string{right}
	if list, ok := function(right, "any"); ok {
		options = strings.Split(list, ",")
	}
	return func(s string) bool {
		for _, option := range options {
			if same(strings.TrimSpace(option), s) {
				return true
			}
		}
		return false
	}
}

// same compares as Gatus does: as whole numbers if both are, else as texts.
func same(a, b string) bool {
	x, err1 := strconv.ParseInt(a, 0, 64)
	y, err2 := strconv.ParseInt(b, 0, 64)
	return err1 == nil && err2 == nil && x == y || a == b
}

// globExpression is a pattern of * and ? as a regular expression over the whole
// text; patterns with classes or escapes are not translated.
func globExpression(glob string) (*regexp.Regexp, bool) {
	if strings.ContainsAny(glob, `[]\`) {
		return nil, false
	}
	re, err := regexp.Compile(`\A` + globText(glob) + `\z`)
	return re, err == nil
}

// globText is the inside of such an expression.
func globText(glob string) string {
	return strings.NewReplacer(`\*`, `(?s:.*)`, `\?`, `(?s:.)`).Replace(regexp.QuoteMeta(glob))
}

// bodyWant turns a condition on the whole body into a want.
func (a *asked) bodyWant(c condition) {
	switch {
	case strings.Contains(c.right, "$"):
		a.leave(c, "a variable within a condition is not carried over")
	case a.check.Kind == "dns":
		a.answerWant(c)
	case (a.check.Kind == "tcp" || a.check.Kind == "websocket") && c.op == "==":
		a.expect(c)
	case a.check.Kind == "uptime" && (c.op == "==" || c.op == "!="):
		a.textWant(c)
	default:
		a.leave(c, "there is no such want of a body here")
	}
}

// textWant is a want of a web page's body.
func (a *asked) textWant(c condition) {
	ask := a.check.Ask
	if word, ok := within(c.right); ok {
		switch {
		case c.op == "!=" && !ask.Has("absent"):
			ask.Set("absent", word)
			return
		case c.op == "==" && !ask.Has("contains"):
			ask.Set("contains", word)
			return
		}
	}
	expression, ok := bodyExpression(c.right)
	if c.op == "!=" || !ok || ask.Has("matches") {
		a.leave(c, "contains, absent and matches take one each, and only matches a pattern")
		return
	}
	ask.Set("matches", expression)
}

// within returns TEXT of pat(*TEXT*) when that has no other wildcard.
func within(right string) (string, bool) {
	glob, ok := function(right, "pat")
	inner, head := strings.CutPrefix(glob, "*")
	inner, tail := strings.CutSuffix(inner, "*")
	return inner, ok && head && tail && inner != "" && !strings.ContainsAny(inner, `*?[]\`)
}

// bodyExpression is a condition on the whole body as a regular expression; Gatus
// cuts blanks off both its ends.
func bodyExpression(right string) (string, bool) {
	if glob, ok := function(right, "pat"); ok {
		_, fine := globExpression(glob)
		return `\A\s*` + globText(glob) + `\s*\z`, fine
	}
	options := []string{right}
	if list, ok := function(right, "any"); ok {
		options = strings.Split(list, ",")
	}
	for i := range options {
		options[i] = regexp.QuoteMeta(strings.TrimSpace(options[i]))
	}
	return `\A\s*(?:` + strings.Join(options, "|") + `)\s*\z`, true
}

// expect is a want of what a server says on its own connection.
func (a *asked) expect(c condition) {
	expression, ok := bodyExpression(c.right)
	if word, inside := within(c.right); inside {
		expression, ok = regexp.QuoteMeta(word), true
	}
	if !ok || a.check.Ask.Has("expect") {
		a.leave(c, "expect takes one regular expression")
		return
	}
	a.check.Ask.Set("expect", expression)
}

// answers is the table of wants of a DNS answer.
func (a *asked) answers(key, value string, c condition) {
	if a.wanted == nil {
		a.wanted = &draft.Table{}
	}
	if a.wanted.Has(key) {
		a.leave(c, "answers."+key+" takes one regular expression")
		return
	}
	a.wanted.Set(key, value)
	a.check.Ask.Set("answers", a.wanted)
}
