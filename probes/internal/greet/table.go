package greet

import (
	"slices"
	"strings"
)

// protocol is a language that can be asked for, and what is sent in it.
type protocol struct {
	key, title string
	// sends says every frame that leaves, in the order in which it may.
	sends string
	ask   question
}

// protocols returns the languages in the order in which a silent peer of an
// unknown port is asked: what is seen most, and closes least, first.
func protocols() []protocol {
	return []protocol{
		{"mysql", "MySQL", "nothing: it greets by itself (Connection Phase, Initial Handshake Packet); X Protocol too", on(askMySQL)},
		{"http", "HTTP", "GET / HTTP/1.1; where that names a program, its page too: " + strings.Join(pages(), ", "), askHTTP},
		{"redis", "Redis", "PING; after +PONG also INFO server", askRedis},
		{"postgresql", "PostgreSQL", "SSLRequest; StartupMessage 3.0 for role holdfast_nobody, which does not exist", on(askPostgres)},
		{"mongodb", "MongoDB", "OP_MSG {buildInfo: 1}; OP_MSG {listDatabases: 1, nameOnly: true}", on(askMongo)},
		{"memcached", "Memcached", "version", on(askMemcached)},
		{"mqtt", "MQTT", "CONNECT 3.1.1 with no user, a clean session and an empty client identifier; DISCONNECT", on(askMQTT)},
		{"ldap", "LDAP", "searchRequest for the root DSE's vendorVersion, without a bind (RFC 4511, RFC 4512 5.1)", on(askLDAP)},
		{"rabbitmq", "RabbitMQ", "AMQP 0-9-1 protocol header", on(askAMQP)},
		{"smb", "SMB", "SMB2 NEGOTIATE (MS-SMB2 2.2.3)", on(askSMB)},
		{"rdp", "Remote Desktop", "X.224 Connection Request with an RDP negotiation request (MS-RDPBCGR 2.2.1.1)", on(askRDP)},
		{"mssql", "SQL Server", "TDS PRELOGIN (MS-TDS 2.2.6.5)", on(askSQLServer)},
		{"oracle", "Oracle", "TNS CONNECT with (CONNECT_DATA=(COMMAND=VERSION))", on(askOracle)},
		{"kafka", "Kafka", "ApiVersions v0; Metadata v1 of no topic", on(askKafka)},
		{"cassandra", "Cassandra", "CQL v4 OPTIONS; STARTUP without credentials", on(askCassandra)},
		{"zookeeper", "ZooKeeper", "srvr", on(askZooKeeper)},
		{"neo4j", "Neo4j", "the handshake of Bolt with versions 5, 4.4, 4.1 and 3", on(askBolt)},
		{"rethinkdb", "RethinkDB", "the magic number of protocol 1.0", on(askRethink)},
		{"x11", "X11", "connection setup without authorization", on(askX11)},
	}
}

// Frame is a row of the table of what is sent.
type Frame struct{ Service, Title, Sends string }

// Frames returns the table of everything that this package may send.
func Frames() []Frame {
	list := []Frame{
		{"", "whoever greets first", "nothing; to a mail or FTP greeting EHLO holdfast.invalid and QUIT, to RFB its own version"},
		{"", "TLS", "a ClientHello without a name, and the rest of the handshake; then the question inside"},
	}
	for _, p := range protocols() {
		list = append(list, Frame{p.key, p.title, p.sends})
	}
	return list
}

// pages are the second pages that programs are asked for, each once.
func pages() []string {
	var list []string
	for _, p := range programs() {
		if p.page != "" && !slices.Contains(list, p.page) {
			list = append(list, p.page)
		}
	}
	return list
}
