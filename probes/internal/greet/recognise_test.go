package greet

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/probetest"
)

// somewhere is where the pretend peers are.
func somewhere() netip.AddrPort { return netip.MustParseAddrPort("192.0.2.1:4000") }

// piped connects to a peer that lives in this process.
func piped(peer func(net.Conn)) Dial {
	return func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer func() { _ = server.Close() }()
			peer(server)
		}()
		return client, nil
	}
}

// silent reads and says nothing.
func silent(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

// greets says something and then nothing more.
func greets(text string) func(net.Conn) {
	return func(c net.Conn) {
		_, _ = io.WriteString(c, text)
		silent(c)
	}
}

// answers reads one segment after the other and replies by the beginning of it;
// a reply that begins with a bell ends the connection.
func answers(table map[string]string) func(net.Conn) {
	return func(c net.Conn) {
		buf := make([]byte, 4096)
		for {
			n, err := c.Read(buf)
			if err != nil {
				return
			}
			for begin, reply := range table {
				if !bytes.HasPrefix(buf[:n], []byte(begin)) {
					continue
				}
				if reply == "" {
					return
				}
				_, _ = io.WriteString(c, reply)
			}
		}
	}
}

// page is an answer of HTTP.
func page(status, headers, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, headers, len(body), body)
}

// site is a web server with a front page and another.
func site(front, path, other string) func(net.Conn) {
	return func(c net.Conn) {
		request, err := http.ReadRequest(bufio.NewReader(c))
		if err != nil {
			return
		}
		reply := page("404 Not Found", "", "")
		switch request.URL.RequestURI() {
		case "/":
			reply = front
		case path:
			reply = other
		}
		_, _ = io.WriteString(c, reply)
	}
}

// mongo answers a command by its name with a document.
func mongo(docs map[string][]byte) func(net.Conn) {
	return func(c net.Conn) {
		buf := make([]byte, 4096)
		for {
			n, err := c.Read(buf)
			if err != nil {
				return
			}
			for name, doc := range docs {
				if n > 16 && bytes.Contains(buf[:n], []byte(name)) {
					head := make([]byte, 21)
					binary.LittleEndian.PutUint32(head, uint32(21+len(doc)))
					binary.LittleEndian.PutUint32(head[12:], opMsg)
					_, _ = c.Write(append(head, doc...))
				}
			}
		}
	}
}

// document is a BSON document of numbers and texts.
func document(ok float64, code uint32, version string) []byte {
	body := append([]byte{1}, "ok\x00"...)
	body = binary.LittleEndian.AppendUint64(body, math.Float64bits(ok))
	body = append(body, 0x04)
	body = append(append(body, "list\x00"...), 5, 0, 0, 0, 0)
	body = bsonInt(body, "code", code)
	body = append(append(body, 2), "version\x00"...)
	body = binary.LittleEndian.AppendUint32(body, uint32(len(version)+1))
	body = append(append(append(body, version...), 0), 0)
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(body)+4)), body...)
}

// inTLS puts a peer behind TLS.
func inTLS(t *testing.T, peer func(net.Conn)) func(net.Conn) {
	t.Helper()
	config := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{probetest.NewAuthority(t).Issue(t, probetest.Leaf{})}}
	return func(c net.Conn) {
		server := tls.Server(c, config)
		if server.Handshake() == nil {
			peer(server)
		}
	}
}

// framed puts a length of four bytes before a message.
func framed(body string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)))) + body
}

func TestRecognise(t *testing.T) {
	t.Parallel()
	amqp := "\x00\x0a\x00\x0a\x00\x09" + framed("\x07productS"+framed("RabbitMQ")+"\x07versionS"+framed("3.10.8")) + framed("PLAIN AMQPLAIN") + framed("en_US")
	smb := append(append([]byte("\xfeSMB"), make([]byte, 64)...), 0, 3, 0, 0)
	for name, c := range map[string]struct {
		peer func(net.Conn)
		want Greeting
	}{
		"ssh":  {greets("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"), Greeting{Service: "ssh", Title: "SSH", Version: "OpenSSH_9.2p1 Debian-2", Access: AccessUnknown, Said: "greets as SSH"}},
		"smtp": {greets("220 mail.example.com ESMTP Exim 4.96\r\n"), Greeting{Service: "smtp", Title: "SMTP", Version: "ESMTP Exim 4.96", Access: AccessUnknown, Said: "greets as a mail server"}},
		"ftp":  {greets("220 (vsFTPd 3.0.3)\r\n"), Greeting{Service: "ftp", Title: "FTP", Version: "vsFTPd 3.0.3", Access: AccessUnknown, Said: "greets as FTP"}},
		"nameless": {func(c net.Conn) {
			_, _ = io.WriteString(c, "220 ready\r\n")
			answers(map[string]string{"EHLO": "500 what?\r\n"})(c)
		}, Greeting{Service: "ftp", Title: "FTP", Access: AccessUnknown, Said: "greets as FTP"}},
		"imap":   {greets("* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n"), Greeting{Service: "imap", Title: "IMAP", Version: "Dovecot ready.", Access: AccessUnknown, Said: "greets as IMAP"}},
		"telnet": {greets("\xff\xfd\x18\xff\xfd\x20"), Greeting{Service: "telnet", Title: "Telnet", Access: AccessUnknown, Said: "negotiates Telnet options"}},
		"vnc, none": {func(c net.Conn) {
			_, _ = io.WriteString(c, "RFB 003.008\n")
			answers(map[string]string{"RFB": "\x02\x02\x01"})(c)
		}, Greeting{Service: "vnc", Title: "VNC", Version: "003.008", Access: AccessOpen, Said: "takes strangers: security type None"}},
		"vnc": {func(c net.Conn) {
			_, _ = io.WriteString(c, "RFB 003.008\n")
			answers(map[string]string{"RFB": "\x01\x02"})(c)
		}, Greeting{Service: "vnc", Title: "VNC", Version: "003.008", Access: AccessAuth, Said: "asks for a password"}},
		"mysql":      {greets(mysqlPacket("\x0a8.0.36\x00aaaabbbbccccdddd")), Greeting{Service: "mysql", Title: "MySQL", Version: "8.0.36", Access: AccessUnknown, Said: "greets strangers; whether it asks for a password only a login would tell"}},
		"mysql x":    {greets("\x05\x00\x00\x00\x0b\x08\x05\x1a\x00"), Greeting{Service: "mysql", Title: "MySQL", Access: AccessUnknown, Said: "greets as X Protocol"}},
		"nats":       {greets("INFO {\"version\":\"2.9.11\",\"auth_required\":true}\r\n"), Greeting{Service: "nats", Title: "NATS", Version: "2.9.11", Access: AccessAuth, Said: "asks for a proof"}},
		"nats, open": {greets("INFO {\"version\":\"2.9.11\"}\r\n"), Greeting{Service: "nats", Title: "NATS", Version: "2.9.11", Access: AccessOpen, Said: "says that it asks for no proof"}},
		"activemq":   {greets("\x00\x00\x01\x4a\x01ActiveMQ\x00"), Greeting{Service: "activemq", Title: "ActiveMQ", Access: AccessUnknown, Said: "greets as OpenWire"}},

		"mongodb":        {mongo(map[string][]byte{"buildInfo": document(1, 0, "6.0.4"), "listDatabases": document(1, 0, "")}), Greeting{Service: "mongodb", Title: "MongoDB", Version: "6.0.4", Access: AccessOpen, Said: "tells strangers the names of its databases"}},
		"mongodb, auth":  {mongo(map[string][]byte{"buildInfo": document(1, 0, "6.0.4"), "listDatabases": document(0, 13, "")}), Greeting{Service: "mongodb", Title: "MongoDB", Version: "6.0.4", Access: AccessAuth, Said: "asks for a login"}},
		"mongodb, quiet": {mongo(map[string][]byte{"buildInfo": document(1, 0, "6.0.4")}), Greeting{Service: "mongodb", Title: "MongoDB", Version: "6.0.4", Access: AccessUnknown, Said: "answers strangers about its build"}},
		"memcached":      {answers(map[string]string{"version": "VERSION 1.6.18\r\n"}), Greeting{Service: "memcached", Title: "Memcached", Version: "1.6.18", Access: AccessOpen, Said: "serves strangers"}},
		"memcached, sasl": {answers(map[string]string{"version": "CLIENT_ERROR unauthenticated\r\n"}), Greeting{
			Service: "memcached", Title: "Memcached", Access: AccessAuth, Said: "asks for a password",
		}},
		"sql server": {answers(map[string]string{"\x12\x01": "\x04\x01\x00\x20\x00\x00\x00\x00\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff\x0f\x00\x10\x52\x00\x00\x02" + strings.Repeat("\x00", 6)}), Greeting{Service: "mssql", Title: "SQL Server", Version: "15.0.4178", Access: AccessAuth, Said: "asks for a login"}},
		"cassandra":  {answers(map[string]string{"\x04\x00\x00\x00\x05": "\x84\x00\x00\x00\x06" + framed("\x00\x01\x00\x0bCQL_VERSION\x00\x01\x00\x053.4.5"), "\x04\x00\x00\x00\x01": "\x84\x00\x00\x00\x02" + framed("")}), Greeting{Service: "cassandra", Title: "Cassandra", Access: AccessOpen, Said: "serves strangers"}},
		"kafka":      {answers(map[string]string{"\x00\x00\x00\x12\x00\x12": framed("\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x00\x03\x00\x00\x00\x0c")}), Greeting{Service: "kafka", Title: "Kafka", Access: AccessUnknown, Said: "says which requests it knows"}},
		"kafka, sasl": {answers(map[string]string{"\x00\x00\x00\x12\x00\x12": framed("\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x00\x03\x00\x00\x00\x0c"), "\x00\x00\x00\x16\x00\x03": ""}), Greeting{
			Service: "kafka", Title: "Kafka", Access: AccessAuth, Said: "asks for a proof (closes on a stranger's request)",
		}},
		"rabbitmq":    {answers(map[string]string{"AMQP": "\x01\x00\x00" + framed(amqp) + "\xce"}), Greeting{Service: "rabbitmq", Title: "RabbitMQ", Version: "3.10.8", Access: AccessAuth, Said: "asks for a login"}},
		"amqp 1.0":    {answers(map[string]string{"AMQP": "AMQP\x03\x01\x00\x00"}), Greeting{Service: "amqp", Title: "AMQP", Access: AccessUnknown, Said: "speaks another version of AMQP"}},
		"mqtt":        {answers(map[string]string{"\x10": "\x20\x02\x00\x00"}), Greeting{Service: "mqtt", Title: "MQTT", Access: AccessOpen, Said: "takes strangers"}},
		"mqtt, login": {answers(map[string]string{"\x10": "\x20\x02\x00\x05"}), Greeting{Service: "mqtt", Title: "MQTT", Access: AccessAuth, Said: "asks for a login"}},
		"ldap":        {answers(map[string]string{"\x30": "\x30\x0c\x02\x01\x01\x64\x07\x04\x00\x30\x03\x30\x01\x00"}), Greeting{Service: "ldap", Title: "LDAP", Access: AccessUnknown, Said: "answers strangers about itself"}},
		"rdp":         {answers(map[string]string{"\x03\x00\x00\x13": "\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02\x1f\x08\x00\x02\x00\x00\x00"}), Greeting{Service: "rdp", Title: "Remote Desktop", Access: AccessAuth, Said: "asks for a login before it shows a screen (CredSSP)"}},
		"smb":         {answers(map[string]string{"\x00\x00\x00\x6a\xfeSMB": framed(string(smb))}), Greeting{Service: "smb", Title: "SMB", Version: "3.0", Access: AccessUnknown, Said: "negotiates with strangers; its shares were not asked for"}},
		"zookeeper": {func(c net.Conn) {
			buf := make([]byte, 5)
			if n, _ := io.ReadFull(c, buf); string(buf[:n]) == "srvr\n" {
				_, _ = io.WriteString(c, "Zookeeper version: 3.8.0-5a02a05, built on 2022\n")
			}
		}, Greeting{Service: "zookeeper", Title: "ZooKeeper", Version: "3.8.0", Access: AccessUnknown, Said: "answers strangers about itself"}},
		"neo4j":     {answers(map[string]string{"\x60\x60\xb0\x17": "\x00\x00\x04\x04"}), Greeting{Service: "neo4j", Title: "Neo4j", Access: AccessUnknown, Said: "speaks Bolt 4.4 with strangers; what it wants of them was not asked"}},
		"rethinkdb": {answers(map[string]string{"\xc3\xbd\xc2\x34": "{\"success\":true,\"server_version\":\"2.4.1\"}\x00"}), Greeting{Service: "rethinkdb", Title: "RethinkDB", Version: "2.4.1", Access: AccessUnknown, Said: "answers strangers about its version"}},
		"oracle":    {answers(map[string]string{"\x00\x5a\x00\x00\x01": "\x00\x44\x00\x00\x04\x00\x00\x00\x22\x00\x00\x38(DESCRIPTION=(TMP=)(VSNNUM=318767104)(ERR=1189)(ERROR_STACK=))\x00"}), Greeting{Service: "oracle", Title: "Oracle", Version: "19.0.0.0.0", Access: AccessUnknown, Said: "its listener refuses a question without a service"}},
		"x11":       {answers(map[string]string{"l\x00\x0b\x00": "\x01\x00\x0b\x00\x00\x00\xff\x00"}), Greeting{Service: "x11", Title: "X11", Version: "11.0", Access: AccessOpen, Said: "shows its screen to strangers"}},

		"elasticsearch":  {site(page("200 OK", "", `{"version":{"number":"7.17.9"},"tagline":"You Know, for Search"}`), "/x", ""), Greeting{Service: "elasticsearch", Title: "Elasticsearch", Version: "7.17.9", Access: AccessOpen, Said: "serves strangers"}},
		"elastic, login": {site(page("401 Unauthorized", "WWW-Authenticate: Basic realm=\"security\"\r\n", `{}`), "/x", ""), Greeting{Service: "elasticsearch", Title: "Elasticsearch", Access: AccessAuth, Said: "asks for a login"}},
		"opensearch":     {site(page("200 OK", "", `{"version":{"number":"2.5.0"},"tagline":"The OpenSearch Project: https://opensearch.org/"}`), "/x", ""), Greeting{Service: "elasticsearch", Title: "OpenSearch", Version: "2.5.0", Access: AccessOpen, Said: "serves strangers"}},
		"couchdb":        {site(page("200 OK", "Server: CouchDB/3.2.2\r\n", `{"couchdb":"Welcome"}`), "/_all_dbs", page("401 Unauthorized", "", `{"error":"unauthorized"}`)), Greeting{Service: "couchdb", Title: "CouchDB", Version: "CouchDB/3.2.2", Access: AccessAuth, Said: "asks for a login"}},
		"clickhouse":     {site(page("200 OK", "", "Ok.\n"), "/?query=SELECT+version()", page("200 OK", "X-ClickHouse-Summary: {}\r\n", "22.8.5.29\n")), Greeting{Service: "clickhouse", Title: "ClickHouse", Version: "22.8.5.29", Access: AccessOpen, Said: "serves strangers"}},
		"docker":         {site(page("404 Not Found", "", `{"message":"page not found"}`), "/version", page("200 OK", "", `{"Version":"20.10.24","ApiVersion":"1.41"}`)), Greeting{Service: "docker", Title: "Docker API", Version: "20.10.24", Access: AccessOpen, Said: "serves strangers"}},
		"kubernetes":     {site(page("403 Forbidden", "", `{"kind":"Status","status":"Failure"}`), "/version", page("200 OK", "", `{"gitVersion":"v1.26.1"}`)), Greeting{Service: "kubernetes", Title: "Kubernetes API", Version: "v1.26.1", Access: AccessAuth, Said: "asks for a login"}},
		"vault":          {site(page("307 Temporary Redirect", "Location: /ui/\r\n", ""), "/v1/sys/health", page("200 OK", "", `{"sealed":false,"version":"1.12.2"}`)), Greeting{Service: "vault", Title: "Vault", Version: "1.12.2", Access: AccessAuth, Said: "asks for a login"}},
		"consul":         {site(page("301 Moved", "Location: /ui/\r\n", ""), "/v1/agent/self", page("200 OK", "", `{"Config":{"Datacenter":"dc1","Version":"1.14.3"}}`)), Greeting{Service: "consul", Title: "Consul", Version: "1.14.3", Access: AccessOpen, Said: "serves strangers"}},
		"grafana":        {site(page("302 Found", "Location: /login\r\n", ""), "/api/health", page("200 OK", "", `{"database":"ok","version":"9.3.2"}`)), Greeting{Service: "grafana", Title: "Grafana", Version: "9.3.2", Access: AccessAuth, Said: "asks for a login"}},
		"one page for all": {answers(map[string]string{"GET /": page("200 OK", "Server: nginx/1.22.1\r\n", "<html>app</html>")}), Greeting{
			Service: "http", Title: "HTTP", Version: "nginx/1.22.1", Access: AccessUnknown, Said: "answers 200",
		}},
		"redirects to login": {answers(map[string]string{"GET /": page("302 Found", "Location: /login\r\n", "")}), Greeting{Service: "http", Title: "HTTP", Access: AccessUnknown, Said: "answers 302"}},

		"says nothing": {silent, Greeting{Access: AccessUnknown, Said: "completes the handshake, then says nothing"}},
		"closes":       {func(net.Conn) {}, Greeting{Access: AccessUnknown, Said: "completes the handshake, then closes"}},
		"speaks nonsense": {func(c net.Conn) {
			go silent(c)
			for {
				if _, err := c.Write([]byte("\x07\x07\x07\x07")); err != nil {
					return
				}
			}
		}, Greeting{Access: AccessUnknown, Said: "completes the handshake, but speaks no protocol that it was asked in"}},
		"one byte a second": {func(c net.Conn) {
			go silent(c)
			for {
				if _, err := c.Write([]byte("S")); err != nil {
					return
				}
				<-time.After(time.Second)
			}
		}, Greeting{Access: AccessUnknown, Said: "completes the handshake, but speaks no protocol that it was asked in"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				got, err := Recognise(t.Context(), piped(c.peer), somewhere())
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("greeting (-want +got):\n%s", diff)
				}
				if took := time.Since(begun); took > 12*time.Second {
					t.Errorf("took %v, want three steps of four seconds at most", took)
				}
				<-time.After(2 * time.Second) // for the peer that sleeps a second
			})
		})
	}
}

// What is inside TLS is asked for in the same languages.
func TestRecogniseInsideTLS(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		peer func(net.Conn)
		want Greeting
	}{
		"redis":  {answers(map[string]string{"PING": "-NOAUTH Authentication required.\r\n"}), Greeting{Service: "redis", Title: "Redis", TLS: true, Access: AccessAuth, Said: "asks for AUTH"}},
		"http":   {answers(map[string]string{"GET /": page("401 Unauthorized", "", "")}), Greeting{Service: "http", Title: "HTTP", TLS: true, Access: AccessAuth, Said: "asks for a login (401)"}},
		"silent": {silent, Greeting{Service: "tls", Title: "TLS", TLS: true, Access: AccessUnknown, Said: "speaks TLS; what is inside was not recognised"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			peer := inTLS(t, c.peer)
			synctest.Test(t, func(t *testing.T) {
				got, err := Recognise(t.Context(), piped(peer), somewhere())
				if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
					t.Errorf("greeting (-want +got):\n%s%v", diff, err)
				}
			})
		})
	}
}

// The usual service of a port is asked for alone, and first.
func TestRecogniseAsksTheUsualServiceFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		connections := 0
		peer := answers(map[string]string{"version": "VERSION 1.6.18\r\n"})
		got, err := Recognise(t.Context(), piped(func(c net.Conn) {
			mu.Lock()
			connections++
			mu.Unlock()
			peer(c)
		}), somewhere(), "memcached")
		if err != nil || got.Service != "memcached" || connections != 1 {
			t.Errorf("%+v, %v after %d connections; want memcached after one", got, err, connections)
		}
	})
}

// Every frame that leaves is known: a silent peer hears the first of each
// protocol, and the table of Frames describes each.
func TestNothingElseIsSent(t *testing.T) {
	t.Parallel()
	var heard []string
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		_, err := Recognise(t.Context(), piped(func(c net.Conn) {
			said, _ := io.ReadAll(c)
			mu.Lock()
			defer mu.Unlock()
			if len(said) > 0 && !bytes.HasPrefix(said, []byte{0x16, 3}) { // a ClientHello has random bytes
				heard = append(heard, fmt.Sprintf("%q", said))
			}
		}), somewhere())
		if err != nil {
			t.Error(err)
		}
	})
	slices.Sort(heard)
	golden := filepath.Join("testdata", "frames.txt")
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(golden, []byte(strings.Join(heard, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), strings.Join(heard, "\n")+"\n"); diff != "" {
		t.Errorf("frames (-want +got):\n%s", diff)
	}
	if rows := len(Frames()); rows != len(protocols())+2 {
		t.Errorf("%d rows in the table of frames, want one a protocol and two", rows)
	}
}

// A peer that cannot be reached, or no longer, is no answer.
func TestRecogniseWithoutAPeer(t *testing.T) {
	t.Parallel()
	_, err := Recognise(t.Context(), func(context.Context, string, string) (net.Conn, error) { return nil, net.ErrClosed }, somewhere())
	if err == nil {
		t.Error("no error from a peer that cannot be reached")
	}
}

func FuzzAnswers(f *testing.F) {
	for kind, seed := range []string{
		"SSH-2.0-x\r\n", "VERSION 1\r\n", "\x20\x02\x00\x00", "\x30\x0c\x02\x01\x01\x64\x07", "\x0e\xd0\x00\x00\x12\x34\x00\x02\x1f\x08\x00\x02\x00\x00\x00",
		"\xfeSMB", "\x00\x00\x0b\x00\x06\xff", "(VSNNUM=318767104)", "\x00\x00\x00\x00\x00\x01", "CQL_VERSION", "\x00\x0a\x00\x0a\x00\x09\x00\x00\x00\x00\x00\x00\x00\x00",
		"Zookeeper version: 3.8.0", "\x00\x00\x04\x04", "{}", "\x01\x00\x0b\x00\x00\x00\x00\x00", string(document(1, 2, "6")),
	} {
		f.Add(byte(kind), []byte(seed))
	}
	f.Fuzz(func(t *testing.T, kind byte, raw []byte) {
		g, err := parse(int(kind), raw)
		hold(t, g, err)
	})
}

// parse reads an answer of one of the protocols.
func parse(kind int, raw []byte) (Greeting, error) {
	var four [4]byte
	var eight [8]byte
	copy(four[:], raw)
	copy(eight[:], raw)
	readers := []func() (Greeting, error){
		func() (Greeting, error) { return ParseBanner(raw) },
		func() (Greeting, error) { return ParseMemcached(string(raw)) },
		func() (Greeting, error) { return ParseMQTT(raw) },
		func() (Greeting, error) { return ParseLDAP(raw) },
		func() (Greeting, error) { return ParseRDP(raw) },
		func() (Greeting, error) { return ParseSMB(raw) },
		func() (Greeting, error) { return ParseSQLServer(raw) },
		func() (Greeting, error) { return ParseOracle(4, raw) },
		func() (Greeting, error) { return ParseKafka(raw) },
		func() (Greeting, error) { return ParseCassandra(cqlSupported, raw) },
		func() (Greeting, error) { return ParseAMQP(raw) },
		func() (Greeting, error) { return ParseZooKeeper(string(raw)) },
		func() (Greeting, error) { return ParseBolt(four) },
		func() (Greeting, error) { return ParseRethink(raw) },
		func() (Greeting, error) { return ParseX11(eight) },
		func() (Greeting, error) { return ParseMongo(raw) },
		func() (Greeting, error) {
			r, err := readReply(bytes.NewReader(raw))
			if err != nil {
				return Greeting{}, err
			}
			return web(r)
		},
	}
	return readers[kind%len(readers)]()
}
