package greet

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// serve starts a listener that hands each connection to talk.
func serve(t *testing.T, talk func(net.Conn)) netip.AddrPort {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				talk(conn)
			}()
		}
	}()
	return netip.MustParseAddrPort(l.Addr().String())
}

// redis answers lines by a table; heard gets every line.
func redis(answers map[string]string, heard chan<- string) func(net.Conn) {
	return func(conn net.Conn) {
		in := bufio.NewScanner(conn)
		for in.Scan() {
			line := strings.TrimRight(in.Text(), "\r")
			heard <- line
			_, _ = io.WriteString(conn, answers[line])
		}
	}
}

// mysqlPacket frames a first packet.
func mysqlPacket(payload string) string {
	return string([]byte{byte(len(payload)), byte(len(payload) >> 8), 0, 0}) + payload
}

// postgres refuses TLS, then answers the StartupMessage with one message.
func postgres(kind byte, body string) func(net.Conn) {
	return func(conn net.Conn) {
		request := make([]byte, 8)
		if _, err := io.ReadFull(conn, request); err != nil {
			return
		}
		_, _ = io.WriteString(conn, "N")
		head := make([]byte, 4)
		if _, err := io.ReadFull(conn, head); err != nil {
			return
		}
		rest := make([]byte, binary.BigEndian.Uint32(head)-4)
		if _, err := io.ReadFull(conn, rest); err != nil {
			return
		}
		answer := append([]byte{kind}, binary.BigEndian.AppendUint32(nil, uint32(len(body)+4))...)
		_, _ = conn.Write(append(answer, body...))
	}
}

// asked asks in one language only, and puts an error into words.
func asked(ctx context.Context, at netip.AddrPort, key string) Greeting {
	var d net.Dialer
	for _, p := range protocols() {
		if p.key != key {
			continue
		}
		g, err := ask(ctx, p.ask, line(d.DialContext, at))
		if err != nil {
			return Greeting{Access: AccessUnknown, Said: silenceText(err)}
		}
		return g
	}
	return Greeting{}
}

func TestAsk(t *testing.T) {
	t.Parallel()
	info := "redis_version:7.0.15\r\nos:Linux\r\n"
	heard := make(chan string, 100)
	const handshake = "\x0a10.11.6-MariaDB-0+deb12u1\x00aaaabbbbccccdddd"
	for name, c := range map[string]struct {
		service string
		talk    func(net.Conn)
		want    Greeting
	}{
		"redis open": {
			"redis", redis(map[string]string{"PING": "+PONG\r\n", "INFO server": "$35\r\n# Server\r\n" + info + "\r\n"}, heard),
			Greeting{Service: "redis", Title: "Redis", Version: "7.0.15", Access: AccessOpen, Said: "no AUTH asked"},
		},
		"redis with a password": {
			"redis", redis(map[string]string{"PING": "-NOAUTH Authentication required.\r\n"}, heard),
			Greeting{Service: "redis", Title: "Redis", Access: AccessAuth, Said: "asks for AUTH"},
		},
		"redis protected": {
			"redis", redis(map[string]string{"PING": "-DENIED Redis is running in protected mode\r\n"}, heard),
			Greeting{Service: "redis", Title: "Redis", Access: AccessHost, Said: "protected mode refuses other hosts"},
		},
		"redis protected, closing before it reads": {
			"redis", func(c net.Conn) {
				_, _ = io.WriteString(c, "-DENIED Redis is running in protected mode"+strings.Repeat(" because", 400)+"\r\n")
				if tcp, ok := c.(*net.TCPConn); ok {
					_ = tcp.CloseWrite()
				}
				_ = c.Close() // with the PING unread: an RST
			},
			Greeting{Service: "redis", Title: "Redis", Access: AccessHost, Said: "protected mode refuses other hosts"},
		},
		"web server at the redis port": {
			"redis", redis(map[string]string{"PING": "HTTP/1.1 400 Bad Request\r\n\r\n"}, heard),
			Greeting{Access: AccessUnknown, Said: "completes the handshake, but speaks another protocol"},
		},
		"mariadb": {
			"mysql", func(c net.Conn) { _, _ = io.WriteString(c, mysqlPacket(handshake)) },
			Greeting{Service: "mysql", Title: "MariaDB", Version: "10.11.6-MariaDB-0+deb12u1", Access: AccessUnknown, Said: "greets strangers; whether it asks for a password only a login would tell"},
		},
		"mysql denies the host": {
			"mysql", func(c net.Conn) {
				_, _ = io.WriteString(c, mysqlPacket("\xff\x6a\x04Host '192.0.2.2' is not allowed to connect to this MariaDB server"))
			},
			Greeting{Service: "mysql", Title: "MariaDB", Access: AccessHost, Said: "refuses this host (error 1130)"},
		},
		"closes at once": {
			"mysql", func(net.Conn) {},
			Greeting{Access: AccessUnknown, Said: "completes the handshake, then closes"},
		},
		"postgres scram": {
			"postgresql", postgres('R', "\x00\x00\x00\x0aSCRAM-SHA-256\x00\x00"),
			Greeting{Service: "postgresql", Title: "PostgreSQL", Access: AccessAuth, Said: "asks for a password (SCRAM)"},
		},
		"postgres trust": {
			"postgresql", postgres('R', "\x00\x00\x00\x00"),
			Greeting{Service: "postgresql", Title: "PostgreSQL", Access: AccessOpen, Said: "trusts every user, no password asked"},
		},
		"postgres denies the host": {
			"postgresql", postgres('E', "SFATAL\x00C28000\x00Mno pg_hba.conf entry for host \"192.0.2.2\"\x00\x00"),
			Greeting{Service: "postgresql", Title: "PostgreSQL", Access: AccessHost, Said: "refuses this host (pg_hba.conf)"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := asked(t.Context(), serve(t, c.talk), c.service)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("greeting (-want +got):\n%s", diff)
			}
		})
	}
	t.Cleanup(func() {
		close(heard)
		for line := range heard {
			if line != "PING" && line != "INFO server" {
				t.Errorf("redis heard %q; want nothing but PING and INFO server", line)
			}
		}
	})
}

func TestAskEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	at := serve(t, func(c net.Conn) {
		cancel()
		_, _ = io.Copy(io.Discard, c)
	})
	begun := time.Now()
	if g := asked(ctx, at, "mysql"); g.Service != "" {
		t.Errorf("greeting %+v; want none", g)
	}
	if time.Since(begun) > wait/2 {
		t.Error("waited on after its context had ended")
	}
}

func TestCleanKeepsForeignTextShortAndPrintable(t *testing.T) {
	t.Parallel()
	if got := clean("7.0\x1b[31m\n" + strings.Repeat("x", 200)); got != "7.0[31m"+strings.Repeat("x", 73) {
		t.Errorf("clean gave %q", got)
	}
}

func FuzzRedis(f *testing.F) {
	f.Add("+PONG")
	f.Add("-NOAUTH Authentication required.")
	f.Fuzz(func(t *testing.T, line string) {
		g, err := ParseRedis(line)
		hold(t, g, err)
	})
}

func FuzzMySQL(f *testing.F) {
	f.Add([]byte("\x0a8.0.36\x00aaaabbbbccccdddd"))
	f.Add([]byte("\xff\x6a\x04Host is not allowed"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		g, err := ParseMySQL(payload)
		hold(t, g, err)
	})
}

func FuzzPostgres(f *testing.F) {
	f.Add(byte('R'), []byte{0, 0, 0, 10})
	f.Add(byte('E'), []byte("SFATAL\x00C28000\x00Mno\x00\x00"))
	f.Fuzz(func(t *testing.T, kind byte, body []byte) {
		g, err := ParsePostgres(kind, body)
		hold(t, g, err)
	})
}

// hold checks what every greeting promises.
func hold(t *testing.T, g Greeting, err error) {
	t.Helper()
	if (err == nil) != (g.Service != "") {
		t.Errorf("greeting %+v with error %v; want a service or an error", g, err)
	}
	if len(g.Version) > 80 || len(g.Said) > 120 || clean(g.Version) != g.Version {
		t.Errorf("greeting %+v holds foreign text; want it short and printable", g)
	}
}
