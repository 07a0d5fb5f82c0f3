package webhead

import (
	"holdfast/probes/internal/survey"
)

// rules names the rules and what is missing of them.
const rules = "MDN HTTP Observatory 1.6, without its preload list"

// examined is what the tests look at.
type examined struct {
	host    string
	trusted bool
	first   page  // the first answer over HTTPS
	page    page  // the last one
	foreign *page // the answer to a foreign Origin
	plain   plainSide
	hsts    *survey.HSTS
	cookies []survey.Cookie
}

// outcome is a row of the score table.
type outcome struct {
	result   string
	modifier int
	pass     bool
	text     string
}

// tests are the ten tests, in the Observatory's order.
func tests() []struct {
	name string
	ask  func(examined) outcome
} {
	return []struct {
		name string
		ask  func(examined) outcome
	}{
		{"content-security-policy", testCSP},
		{"cookies", testCookies},
		{"cross-origin-resource-sharing", testCORS},
		{"redirection", testRedirection},
		{"referrer-policy", testReferrer},
		{"strict-transport-security", testHSTS},
		{"subresource-integrity", testSRI},
		{"x-content-type-options", testSniffing},
		{"x-frame-options", testFraming},
		{"cross-origin-resource-policy", testCORP},
	}
}

// grade runs the tests. Where port 80 was not asked or did not answer, there is
// no grade: one of the tests has no result.
func grade(e examined) survey.Headers {
	h := survey.Headers{Rules: rules, Graded: true}
	minus, plus := 0, 0
	for _, t := range tests() {
		o := t.ask(e)
		h.Tests = append(h.Tests, survey.Test{Name: t.name, Result: o.result, Modifier: o.modifier, Pass: o.pass, Text: o.text})
		switch {
		case o.result == notLooked:
			h.Graded = false
		case o.modifier < 0:
			minus += o.modifier
		default:
			plus += o.modifier
		}
	}
	if !h.Graded {
		return h
	}
	h.Score = max(100+minus, 0)
	if 100+minus >= 90 { // extra credit is for those who need none
		h.Score += plus
	}
	h.Grade = letter(h.Score)
	return h
}

// notLooked is the result of a test whose answer was not had.
const notLooked = "not-looked-at"

// letter is the grade of a score.
func letter(score int) string {
	for _, step := range steps() {
		if score >= step.from {
			return step.grade
		}
	}
	return "F"
}

// step is the least score of a grade.
type step struct {
	from  int
	grade string
}

// steps is the Observatory's chart, best first; below all is F.
func steps() []step {
	return []step{
		{100, "A+"},
		{90, "A"},
		{85, "A-"},
		{80, "B+"},
		{70, "B"},
		{65, "B-"},
		{60, "C+"},
		{50, "C"},
		{45, "C-"},
		{40, "D+"},
		{30, "D"},
		{25, "D-"},
	}
}
