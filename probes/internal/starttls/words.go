package starttls

import (
	"fmt"
	"strings"
)

// imap is RFC 9051 §6.2.1.
func imap(t *talk) error {
	greeting, err := t.line()
	if err != nil {
		return err
	}
	if !begins(greeting, "* OK") {
		return unexpected("the connection", greeting, "a greeting with * OK")
	}
	if err := t.say("a STARTTLS\r\n"); err != nil {
		return err
	}
	for {
		line, err := t.line()
		switch {
		case err != nil:
			return fmt.Errorf("after STARTTLS: %w", err)
		case begins(line, "a OK"):
			return nil
		case begins(line, "a NO"), begins(line, "a BAD"):
			return &RefusedError{Word: "STARTTLS", Said: []string{line}}
		case !begins(line, "*"), begins(line, "* BYE"):
			return unexpected("STARTTLS", line, "a OK")
		}
	}
}

// pop3 is RFC 2595 §4.
func pop3(t *talk) error {
	greeting, err := t.line()
	if err != nil {
		return err
	}
	if !begins(greeting, "+OK") {
		return unexpected("the connection", greeting, "a greeting with +OK")
	}
	if err := t.say("STLS\r\n"); err != nil {
		return err
	}
	line, err := t.line()
	switch {
	case err != nil:
		return fmt.Errorf("after STLS: %w", err)
	case begins(line, "+OK"):
		return nil
	case begins(line, "-ERR"):
		return &RefusedError{Word: "STLS", Said: []string{line}}
	default:
		return unexpected("STLS", line, "+OK")
	}
}

// sieve is ManageSieve, RFC 5804 §1.7 and §2.2.
func sieve(t *talk) error {
	abilities, err := sieveReply(t)
	if err != nil {
		return err
	}
	offered := false
	for _, line := range abilities {
		offered = offered || begins(line, `"STARTTLS"`)
	}
	if !offered {
		return &RefusedError{Word: "STARTTLS", Said: abilities}
	}
	if err := t.say("STARTTLS\r\n"); err != nil {
		return err
	}
	if _, err = sieveReply(t); err != nil {
		return fmt.Errorf("after STARTTLS: %w", err)
	}
	return nil
}

// sieveReply reads lines up to OK.
func sieveReply(t *talk) (lines []string, err error) {
	for {
		line, err := t.line()
		switch {
		case err != nil:
			return lines, err
		case begins(line, "OK"):
			return lines, nil
		case begins(line, "NO"):
			return lines, &RefusedError{Word: "STARTTLS", Said: []string{line}}
		case !begins(line, `"`):
			return lines, unexpected("the connection", line, "capabilities and OK")
		}
		lines = append(lines, line)
	}
}

// irc is the extension that IRCv3 calls tls: 670 agrees, 691 refuses, and so do
// those that do not know the word (421) or want a name first (451).
func irc(t *talk) error {
	if err := t.say("STARTTLS\r\n"); err != nil {
		return err
	}
	for {
		line, err := t.line()
		if err != nil {
			return err
		}
		words := strings.Fields(line)
		if len(words) > 0 && strings.HasPrefix(words[0], ":") {
			words = words[1:] // who speaks
		}
		switch {
		case len(words) == 0:
			return unexpected("STARTTLS", line, "670")
		case words[0] == "670":
			return nil
		case words[0] == "691", words[0] == "421", words[0] == "451":
			return &RefusedError{Word: "STARTTLS", Said: []string{line}}
		case words[0] == "PING":
			err = t.say("PONG " + strings.Join(words[1:], " ") + "\r\n")
		case words[0] != "NOTICE":
			err = unexpected("STARTTLS", line, "670")
		}
		if err != nil {
			return err
		}
	}
}

// begins reports whether a line begins with the word, whatever its case.
func begins(line, word string) bool {
	return len(line) >= len(word) && strings.EqualFold(line[:len(word)], word)
}
