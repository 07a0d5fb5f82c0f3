package starttls

import (
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Name spaces of RFC 6120.
const (
	nsStream = "http://etherx.jabber.org/streams"
	nsTLS    = "urn:ietf:params:xml:ns:xmpp-tls"
)

// errStream says that what came is not XMPP.
var errStream = errors.New("the answer is no XMPP stream")

// The streams of clients and of servers (RFC 6120 §4.8.2).
func xmppClient(t *talk) error { return xmpp(t, "jabber:client") }
func xmppServer(t *talk) error { return xmpp(t, "jabber:server") }

// xmpp is RFC 6120 §5: open a stream, look for the feature, ask for it.
func xmpp(t *talk, space string) error {
	var host strings.Builder
	if err := xml.EscapeText(&host, []byte(t.host)); err != nil {
		return err
	}
	err := t.say(fmt.Sprintf("<?xml version='1.0'?><stream:stream to='%s' xmlns='%s' xmlns:stream='%s' version='1.0'>", host.String(), space, nsStream))
	if err != nil {
		return err
	}
	decoder := xml.NewDecoder(t) // reads nothing ahead, because talk reads bytes
	if err := streamBegin(decoder); err != nil {
		return fmt.Errorf("after opening a stream to %s: %w", t.host, err)
	}
	offered, err := features(decoder)
	if err != nil {
		return fmt.Errorf("after opening a stream to %s: %w", t.host, err)
	}
	if !slices.Contains(offered, "starttls") {
		return &RefusedError{Word: "STARTTLS", Said: offered}
	}
	if err := t.say("<starttls xmlns='" + nsTLS + "'/>"); err != nil {
		return err
	}
	return proceed(decoder)
}

// streamBegin reads up to the server's <stream:stream>.
func streamBegin(d *xml.Decoder) error {
	begin, err := nextElement(d)
	if err != nil {
		return err
	}
	if begin.Name != (xml.Name{Space: nsStream, Local: "stream"}) {
		return errStream
	}
	return nil
}

// features reads <stream:features> and returns the names of what is in it.
func features(d *xml.Decoder) ([]string, error) {
	begin, err := nextElement(d)
	if err != nil {
		return nil, err
	}
	if begin.Name != (xml.Name{Space: nsStream, Local: "features"}) {
		inner, _ := children(d)
		return nil, unexpected("the stream", begin.Name.Local+" "+strings.Join(inner, " "), "features")
	}
	return children(d)
}

// proceed reads the answer to <starttls/>.
func proceed(d *xml.Decoder) error {
	answer, err := nextElement(d)
	if err != nil {
		return fmt.Errorf("after STARTTLS: %w", err)
	}
	inner, err := children(d)
	switch {
	case err != nil:
		return fmt.Errorf("after STARTTLS: %w", err)
	case answer.Name == xml.Name{Space: nsTLS, Local: "proceed"}:
		return nil
	case answer.Name == xml.Name{Space: nsTLS, Local: "failure"}:
		return &RefusedError{Word: "STARTTLS", Said: append([]string{"failure"}, inner...)}
	default:
		return unexpected("STARTTLS", answer.Name.Local+" "+strings.Join(inner, " "), "proceed")
	}
}

// nextElement reads up to the next element's beginning.
func nextElement(d *xml.Decoder) (xml.StartElement, error) {
	for {
		token, err := d.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			return token, nil
		case xml.EndElement:
			return xml.StartElement{}, fmt.Errorf("%w: the server closed it", errStream)
		}
	}
}

// children reads the rest of an element that has begun, and returns the names of
// the elements directly in it.
func children(d *xml.Decoder) (names []string, err error) {
	depth := 1
	for depth > 0 {
		token, err := d.Token()
		if err != nil {
			return names, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth == 1 {
				names = append(names, token.Name.Local)
			}
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return names, nil
}
