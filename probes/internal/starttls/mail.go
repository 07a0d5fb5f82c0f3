package starttls

import (
	"slices"
	"strings"
)

// us is the name by which we greet: one that belongs to nobody (RFC 2606).
const us = "holdfast.invalid"

// smtp is RFC 3207, lmtp the same with the greeting of RFC 2033.
func smtp(t *talk) error { return mailTransfer(t, "EHLO "+us) }
func lmtp(t *talk) error { return mailTransfer(t, "LHLO "+us) }

// mailTransfer greets, looks for the extension, and asks for it.
func mailTransfer(t *talk, greeting string) error {
	code, said, err := t.reply()
	if err != nil {
		return err
	}
	if code != "220" {
		return unexpected("the connection", strings.Join(said, ", "), "a greeting with 220")
	}
	code, said, err = t.ask(greeting)
	if err != nil {
		return err
	}
	if code != "250" {
		return unexpected(greeting, strings.Join(said, ", "), "250")
	}
	if !slices.ContainsFunc(said, func(line string) bool {
		return strings.EqualFold(strings.TrimSpace(line[min(4, len(line)):]), "STARTTLS")
	}) {
		return &RefusedError{Word: "STARTTLS", Said: said}
	}
	return agree(t, "STARTTLS", "220")
}

// nntp is RFC 4642.
func nntp(t *talk) error {
	code, said, err := t.reply()
	if err != nil {
		return err
	}
	if code != "200" && code != "201" {
		return unexpected("the connection", strings.Join(said, ", "), "a greeting with 200 or 201")
	}
	return agree(t, "STARTTLS", "382")
}

// ftp is RFC 4217.
func ftp(t *talk) error {
	code, said, err := t.reply()
	if err != nil {
		return err
	}
	if code != "220" {
		return unexpected("the connection", strings.Join(said, ", "), "a greeting with 220")
	}
	return agree(t, "AUTH TLS", "234")
}

// agree asks for TLS where replies have codes: 4yz is a matter of the moment,
// 5yz a refusal.
func agree(t *talk, word, want string) error {
	code, said, err := t.ask(word)
	switch {
	case err != nil:
		return err
	case code == want:
		return nil
	case code[0] == '5':
		return &RefusedError{Word: word, Said: said}
	default:
		return unexpected(word, strings.Join(said, ", "), want)
	}
}
