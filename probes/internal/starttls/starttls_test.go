package starttls_test

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/starttls"
)

// step is one move of a fake server: it says something, or it hears something.
type step struct{ say, hear string }

// say and hear make steps.
func say(text string) step  { return step{say: text} }
func hear(text string) step { return step{hear: text} }

// serve plays the steps, then sends the byte with which a TLS record begins, and
// closes.
func serve(conn net.Conn, steps []step) error {
	defer conn.Close()
	for _, s := range append(steps, say("\x16")) {
		if s.say != "" { // a pipe waits for a reader even of nothing
			if _, err := io.WriteString(conn, s.say); err != nil {
				return err
			}
		}
		heard := make([]byte, len(s.hear))
		if _, err := io.ReadFull(conn, heard); err != nil {
			return err
		}
		if string(heard) != s.hear {
			return errors.New("heard " + string(heard) + ", want " + s.hear)
		}
	}
	return nil
}

// upgrade lets the protocol meet a server of those steps. It returns the error
// of Upgrade and, without one, the byte that follows.
func upgrade(t *testing.T, protocol string, steps ...step) (next byte, err error) {
	t.Helper()
	client, server := net.Pipe()
	played := make(chan error, 1)
	go func() { played <- serve(server, steps) }()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err = starttls.Upgrade(ctx, client, protocol, "chat.example.com")
	var b [1]byte
	if err == nil {
		_, _ = client.Read(b[:])
	}
	_ = client.Close()
	if fault := <-played; err == nil && fault != nil {
		t.Errorf("the server: %v", fault)
	}
	return b[0], err
}

// Parts of dialogues.
const (
	streamOpen   = "<?xml version='1.0'?><stream:stream to='chat.example.com' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
	streamServer = "<?xml version='1.0'?><stream:stream to='chat.example.com' xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
	streamReply  = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1' version='1.0'>"
	wantTLS      = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
	featuresTLS  = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls><sasl/></stream:features>"
	ldapAsk      = "\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037"
	mysqlAsk     = "\x20\x00\x00\x01\x85\xae\xff\x00\x00\x00\x00\x01\x21\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
)

// mysqlGreeting is one with those lower abilities.
func mysqlGreeting(abilities string) string {
	body := "\x0a8.0.36\x00" + "\x01\x00\x00\x00" + "12345678\x00" + abilities + "\x21\x02\x00\xff\xdf"
	return string([]byte{byte(len(body)), 0, 0, 0}) + body
}

// TestUpgrade plays each protocol's way to TLS. The byte after it must still be
// there.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		protocol string
		steps    []step
	}{
		"smtp":                    {"smtp", []step{say("220-mx\r\n220 ready\r\n"), hear("EHLO holdfast.invalid\r\n"), say("250-mx\r\n250-SIZE 1000\r\n250 starttls\r\n"), hear("STARTTLS\r\n"), say("220 go\r\n")}},
		"lmtp":                    {"lmtp", []step{say("220 mx\r\n"), hear("LHLO holdfast.invalid\r\n"), say("250-mx\r\n250-STARTTLS\r\n250 PIPELINING\r\n"), hear("STARTTLS\r\n"), say("220\r\n")}},
		"imap":                    {"imap", []step{say("* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"), hear("a STARTTLS\r\n"), say("* CAPABILITY X\r\na ok go\r\n")}},
		"pop3":                    {"pop3", []step{say("+OK hi\r\n"), hear("STLS\r\n"), say("+OK\r\n")}},
		"ftp with text between":   {"ftp", []step{say("220-hi\r\n  no code\r\n221 not the end\r\n220 ready\n"), hear("AUTH TLS\r\n"), say("234 go\r\n")}},
		"nntp":                    {"nntp", []step{say("201 hi\r\n"), hear("STARTTLS\r\n"), say("382 go\r\n")}},
		"sieve":                   {"sieve", []step{say("\"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\nOK \"ready\"\r\n"), hear("STARTTLS\r\n"), say("OK\r\n")}},
		"irc":                     {"irc", []step{hear("STARTTLS\r\n"), say(":irc NOTICE * :hi\r\nPING :7\r\n"), hear("PONG :7\r\n"), say(":irc 670 * :go\r\n")}},
		"ldap":                    {"ldap", []step{hear(ldapAsk), say("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00")}},
		"ldap with long lengths":  {"ldap", []step{hear(ldapAsk), say("\x30\x84\x00\x00\x00\x10\x02\x01\x01\x78\x84\x00\x00\x00\x07\x0a\x01\x00\x04\x00\x04\x00")}},
		"xmpp":                    {"xmpp", []step{hear(streamOpen), say(streamReply + featuresTLS), hear(wantTLS), say("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")}},
		"xmpp with an end tag":    {"xmpp", []step{hear(streamOpen), say(streamReply + " " + featuresTLS), hear(wantTLS), say("\n<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'></proceed>")}},
		"xmpp-server":             {"xmpp-server", []step{hear(streamServer), say(streamReply + featuresTLS), hear(wantTLS), say("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")}},
		"postgres":                {"postgres", []step{hear("\x00\x00\x00\x08\x04\xd2\x16\x2f"), say("S")}},
		"mysql":                   {"mysql", []step{say(mysqlGreeting("\xff\xff")), hear(mysqlAsk)}},
		"TLS from the first byte": {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			next, err := upgrade(t, c.protocol, c.steps...)
			if err != nil || next != 0x16 {
				t.Errorf("next byte %#x, %v; want 0x16", next, err)
			}
		})
	}
}

// TestRefused checks that a server which says that it has no TLS is quoted.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		protocol string
		steps    []step
		want     string
	}{
		"smtp without it":  {"smtp", []step{say("220 mx\r\n"), hear("EHLO holdfast.invalid\r\n"), say("250-mx\r\n250 SIZE 1000\r\n")}, `the server does not offer STARTTLS: "250-mx, 250 SIZE 1000"`},
		"smtp taken back":  {"smtp", []step{say("220 mx\r\n"), hear("EHLO holdfast.invalid\r\n"), say("250 STARTTLS\r\n"), hear("STARTTLS\r\n"), say("502 no\r\n")}, `the server does not offer STARTTLS: "502 no"`},
		"imap":             {"imap", []step{say("* OK hi\r\n"), hear("a STARTTLS\r\n"), say("a BAD what?\r\n")}, `the server does not offer STARTTLS: "a BAD what?"`},
		"pop3":             {"pop3", []step{say("+OK hi\r\n"), hear("STLS\r\n"), say("-ERR what?\r\n")}, `the server does not offer STLS: "-ERR what?"`},
		"ftp":              {"ftp", []step{say("220 hi\r\n"), hear("AUTH TLS\r\n"), say("530 Please login\r\n")}, `the server does not offer AUTH TLS: "530 Please login"`},
		"nntp":             {"nntp", []step{say("200 hi\r\n"), hear("STARTTLS\r\n"), say("580 no\r\n")}, `the server does not offer STARTTLS: "580 no"`},
		"sieve":            {"sieve", []step{say("\"SIEVE\" \"fileinto\"\r\nOK\r\n")}, `the server does not offer STARTTLS: "\"SIEVE\" \"fileinto\""`},
		"irc":              {"irc", []step{hear("STARTTLS\r\n"), say(":irc 421 * STARTTLS :Unknown command\r\n")}, `the server does not offer STARTTLS: ":irc 421 * STARTTLS :Unknown command"`},
		"ldap":             {"ldap", []step{hear(ldapAsk), say("\x30\x0f\x02\x01\x01\x78\x0a\x0a\x01\x02\x04\x00\x04\x03no!")}, `the server does not offer StartTLS: "result 2 no!"`},
		"xmpp without it":  {"xmpp", []step{hear(streamOpen), say(streamReply + "<stream:features><sasl/><bind><x/></bind></stream:features>")}, `the server does not offer STARTTLS: "sasl, bind"`},
		"xmpp that cannot": {"xmpp", []step{hear(streamOpen), say(streamReply + featuresTLS), hear(wantTLS), say("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")}, `the server does not offer STARTTLS: "failure"`},
		"postgres":         {"postgres", []step{hear("\x00\x00\x00\x08\x04\xd2\x16\x2f"), say("N")}, `the server does not offer SSLRequest: "N"`},
		"mysql":            {"mysql", []step{say(mysqlGreeting("\xff\xf7"))}, `the server does not offer TLS (CLIENT_SSL): "8.0.36"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := upgrade(t, c.protocol, c.steps...)
			refused, ok := errors.AsType[*starttls.RefusedError](err)
			if !ok || refused.Error() != c.want {
				t.Errorf("%v; want a refusal: %s", err, c.want)
			}
		})
	}
}

// TestProvesNothing checks that what is neither agreement nor refusal is a plain
// error that says what came.
func TestProvesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		protocol string
		steps    []step
		want     string
	}{
		"another protocol":          {"smtp", []step{say("SSH-2.0-OpenSSH_9.2\r\n")}, `after the connection came "SSH-2.0-OpenSSH_9.2", want a reply`},
		"not now":                   {"smtp", []step{say("421 too many\r\n")}, `came "421 too many", want a greeting with 220`},
		"a greylisted hello":        {"smtp", []step{say("220 mx\r\n"), hear("EHLO holdfast.invalid\r\n"), say("450 later\r\n")}, `after EHLO holdfast.invalid came "450 later", want 250`},
		"TLS not available now":     {"smtp", []step{say("220 mx\r\n"), hear("EHLO holdfast.invalid\r\n"), say("250 STARTTLS\r\n"), hear("STARTTLS\r\n"), say("454 later\r\n")}, `after STARTTLS came "454 later", want 220`},
		"an end within a line":      {"smtp", []step{say("220 m")}, `reading a line that begins with "220 m`},
		"a line without end":        {"imap", []step{say("* OK " + strings.Repeat("x", 20<<10))}, "a line has more than 8 KiB"},
		"lines without end":         {"imap", []step{say("* OK hi\r\n"), hear("a STARTTLS\r\n"), say(strings.Repeat("* more\r\n", 20<<10))}, "more than 64 KiB"},
		"replies without end":       {"ftp", []step{say(strings.Repeat("220-more\r\n", 20<<10))}, "more than 64 KiB"},
		"a farewell":                {"imap", []step{say("* OK hi\r\n"), hear("a STARTTLS\r\n"), say("* BYE shutdown\r\n")}, `came "* BYE shutdown", want a OK`},
		"bytes that terminals obey": {"pop3", []step{say("\x1b[2J\r\n")}, `came "\x1b[2J", want a greeting with +OK`},
		"ldap of another sort":      {"ldap", []step{hear(ldapAsk), say("HTTP/1.1 400 Bad Request\r\n")}, "the answer is no LDAP message"},
		"a giant of ldap":           {"ldap", []step{hear(ldapAsk), say("\x30\x84\x7f\xff\xff\xff")}, "an LDAP message of 2147483647 bytes"},
		"an empty ldap message":     {"ldap", []step{hear(ldapAsk), say("\x30\x00")}, "the answer is no LDAP message"},
		"an ldap that is busy":      {"ldap", []step{hear(ldapAsk), say("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x33\x04\x00\x04\x00")}, `came "result 51 ", want result 0`},
		"an ldap notice":            {"ldap", []step{hear(ldapAsk), say("\x30\x0c\x02\x01\x00\x78\x07\x0a\x01\x34\x04\x00\x04\x00")}, "a notice of disconnection"},
		"an xmpp error":             {"xmpp", []step{hear(streamOpen), say(streamReply + "<stream:error><host-unknown/></stream:error></stream:stream>")}, `came "error host-unknown", want features`},
		"an xmpp end":               {"xmpp", []step{hear(streamOpen), say(streamReply + "</stream:stream>")}, "the server closed it"},
		"xml of another sort":       {"xmpp", []step{hear(streamOpen), say("<html>")}, "the answer is no XMPP stream"},
		"no xml":                    {"xmpp", []step{hear(streamOpen), say("<<<")}, "XML syntax error"},
		"endless xml":               {"xmpp", []step{hear(streamOpen), say(streamReply + "<stream:features>" + strings.Repeat("<a>", 30<<10))}, "more than 64 KiB"},
		"a postgres error":          {"postgres", []step{hear("\x00\x00\x00\x08\x04\xd2\x16\x2f"), say("E")}, `after SSLRequest came "E", want S`},
		"a blocked host":            {"mysql", []step{say("\x0f\x00\x00\x00\xff\x69\x04Host blocked")}, `error 1129 Host blocked`},
		"a giant of mysql":          {"mysql", []step{say("\xff\xff\xff\x00")}, "it has 16777215 bytes"},
		"mysql of another sort":     {"mysql", []step{say("\x03\x00\x00\x00abc")}, "the greeting is none of MySQL"},
		"a short mysql":             {"mysql", []step{say("\x04\x00\x00\x00\x0a8.0")}, "the greeting is none of MySQL"},
		"an unknown protocol":       {"gopher", nil, `"gopher" is no protocol that can go over to TLS`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := upgrade(t, c.protocol, c.steps...)
			if _, refused := errors.AsType[*starttls.RefusedError](err); err == nil || refused || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v; want an error with %s", err, c.want)
			}
		})
	}
}

// TestUpgradeEnds checks that a silent server costs no more than the context.
func TestUpgradeEnds(t *testing.T) {
	t.Parallel()
	for _, protocol := range starttls.Protocols() {
		t.Run(protocol, func(t *testing.T) {
			t.Parallel()
			client, server := net.Pipe()
			defer client.Close()
			defer server.Close()
			go func() { _, _ = io.Copy(io.Discard, server) }()
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
			defer cancel()
			if err := starttls.Upgrade(ctx, client, protocol, "example.com"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v, want that time was up", err)
			}
		})
	}
}

func TestProtocols(t *testing.T) {
	t.Parallel()
	got := starttls.Protocols()
	want := strings.Fields("ftp imap irc ldap lmtp mysql nntp pop3 postgres sieve smtp xmpp xmpp-server")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !slices.IsSorted(got) || !starttls.Known("smtp") || starttls.Known("") {
		t.Errorf("%v: not in order, or a stranger is known", got)
	}
}

// FuzzUpgrade lets a server say anything to each protocol: no panic, no endless
// dialogue.
func FuzzUpgrade(f *testing.F) {
	f.Add("smtp", "220 mx\r\n250 STARTTLS\r\n220 go\r\n")
	f.Add("ftp", "220-hi\r\n220 x\r\n234 go\r\n")
	f.Add("sieve", "\"STARTTLS\"\r\nOK\r\nOK\r\n")
	f.Add("ldap", "\x30\x84\x00\x00\x00\x10\x02\x01\x01\x78\x84\x00\x00\x00\x07\x0a\x01\x00\x04\x00\x04\x00")
	f.Add("xmpp", streamReply+featuresTLS+"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
	f.Add("mysql", mysqlGreeting("\xff\xff"))
	f.Fuzz(func(t *testing.T, protocol, replies string) {
		if len(replies) > 1<<17 {
			return
		}
		conn := &deaf{replies: strings.NewReader(replies)}
		_ = starttls.Upgrade(t.Context(), conn, protocol, "example.com")
		if read := len(replies) - conn.replies.Len(); read > 64<<10 {
			t.Errorf("%d bytes read, want 64 KiB at most", read)
		}
	})
}

// deaf is a connection to a server that does not listen.
type deaf struct {
	net.Conn
	replies *strings.Reader
}

func (d *deaf) Read(b []byte) (int, error) { return d.replies.Read(b) }
func (*deaf) Write(b []byte) (int, error)  { return len(b), nil }
func (*deaf) SetDeadline(time.Time) error  { return nil }
func (*deaf) RemoteAddr() net.Addr         { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
