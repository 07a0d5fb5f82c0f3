package post

import (
	"net/url"
	"strings"

	"holdfast"
)

// Base checks a base address of an API and returns it without a slash at its
// end. field is the setting's name, for the error.
func Base(field, address string) (string, error) {
	if err := Address(field, address); err != nil {
		return "", err
	}
	return strings.TrimRight(address, "/"), nil
}

// Address checks that a setting is an absolute http or https URL. The error
// does not repeat it: the address of a webhook is a secret.
func Address(field, address string) error {
	u, err := url.Parse(address)
	switch {
	case address == "":
		return &holdfast.SettingError{Field: field, Text: "is empty; want an address such as https://host.example.com/path"}
	case err != nil || u.Host == "" || u.Hostname() == "":
		return &holdfast.SettingError{Field: field, Text: "is no address; want one such as https://host.example.com/path"}
	case u.Scheme != "https" && u.Scheme != "http":
		return &holdfast.SettingError{Field: field, Text: "has the scheme " + u.Scheme + "; want http or https"}
	case u.Fragment != "":
		return &holdfast.SettingError{Field: field, Text: "has a #fragment, which no server ever sees; take it out"}
	}
	return nil
}
