package greet

import (
	"net/http"
	"regexp"
	"strings"
)

// clue is a mark of a program in an answer; each part that is given must be there.
type clue struct {
	header string // "Name" or "Name: part of its value", in canonical form
	body   string // a part of the body
	status int
}

// clues are marks of which one is enough.
type clues []clue

// fits reports whether one of the clues is in the answer.
func (list clues) fits(r reply) bool {
	for _, c := range list {
		name, value, _ := strings.Cut(c.header, ": ")
		if (c.header == "" || strings.Contains(strings.Join(r.header.Values(name), " "), value) && r.header.Get(name) != "") &&
			strings.Contains(r.body, c.body) && (c.status == 0 || c.status == r.status) {
			return true
		}
	}
	return false
}

// program is a program that speaks HTTP.
type program struct {
	key, title string
	// hint is how its front page looks; with a page, that page's proof decides.
	hint  clues
	page  string
	proof clues
	// version is where the version is: "header Name", "json a/b" or a pattern with
	// one group; of the page if there is one.
	version string
	access  rule
}

// rule says what an answer tells of a stranger's access.
type rule uint8

const (
	byStatus rule = iota // 200 is open, 401 and 403 ask for a proof
	always               // it asks everybody for a proof, by design
	untold               // neither is shown by a GET
)

// greeting puts together what was seen.
func (p program) greeting(front, seen reply) Greeting {
	g := Greeting{Service: p.key, Title: p.title, Version: clean(p.find(front, seen)), Access: AccessUnknown, Said: "answers strangers about itself"}
	switch {
	case p.access == always:
		g.Access, g.Said = AccessAuth, "asks for a login"
	case p.access == untold:
	case seen.status == http.StatusOK && (p.page == "" || seen.isJSON() || p.proof != nil):
		g.Access, g.Said = AccessOpen, "serves strangers"
	case seen.status == http.StatusUnauthorized, seen.status == http.StatusForbidden:
		g.Access, g.Said = AccessAuth, "asks for a login"
	}
	return g
}

// find reads the version where the table says.
func (p program) find(front, seen reply) string {
	where, name, _ := strings.Cut(p.version, " ")
	switch {
	case p.version == "":
		return ""
	case where == "header":
		return front.header.Get(name)
	case where == "json":
		return seen.field(name)
	}
	if m := regexp.MustCompile(p.version).FindStringSubmatch(seen.body); m != nil {
		return m[1]
	}
	return ""
}
