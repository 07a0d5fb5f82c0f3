package ports

// Dangerous returns the table of services that nobody should meet from
// outside, databases first. The names of ports are those of IANA's register or
// of the program's own manual.
func Dangerous() []Service {
	return append(databases(), others()...)
}

// databases returns what keeps data.
func databases() []Service {
	return []Service{
		{"redis", "Redis", []uint16{6379, 16379, 26379}, true, "redis.conf: bind 127.0.0.1 and requirepass; firewall: drop the port; treat its data as read"},
		{"mysql", "MySQL", []uint16{3306, 33060}, true, "my.cnf: bind-address = 127.0.0.1, mysqlx-bind-address = 127.0.0.1; firewall: drop the port"},
		{"postgresql", "PostgreSQL", []uint16{5432, 6432}, true, "postgresql.conf: listen_addresses = 'localhost'; pg_hba.conf: no line for the world; firewall: drop the port"},
		{"mongodb", "MongoDB", []uint16{27017, 27018, 27019}, true, "mongod.conf: net.bindIp: 127.0.0.1, security.authorization: enabled; firewall: drop the port"},
		{"elasticsearch", "Elasticsearch", []uint16{9200, 9300}, true, "elasticsearch.yml: network.host: _local_, xpack.security.enabled: true; firewall: drop the port"},
		{"memcached", "Memcached", []uint16{11211}, true, "memcached: -l 127.0.0.1 -U 0; firewall: drop the port"},
		{"mssql", "SQL Server", []uint16{1433}, true, "SQL Server Configuration Manager: listen on the inner address only; firewall: drop the port"},
		{"oracle", "Oracle", []uint16{1521}, true, "listener.ora: HOST = localhost; sqlnet.ora: TCP.INVITED_NODES; firewall: drop the port"},
		{"cassandra", "Cassandra", []uint16{9042}, true, "cassandra.yaml: rpc_address on the inner network, an authenticator; firewall: drop the port"},
		{"couchdb", "CouchDB", []uint16{5984}, true, "local.ini: [chttpd] bind_address = 127.0.0.1; firewall: drop the port"},
		{"influxdb", "InfluxDB", []uint16{8086}, true, "influxdb.conf: bind-address = \"127.0.0.1:8086\", auth-enabled = true; firewall: drop the port"},
		{"clickhouse", "ClickHouse", []uint16{8123, 9000}, true, "config.xml: <listen_host>127.0.0.1</listen_host>; firewall: drop the port"},
		{"neo4j", "Neo4j", []uint16{7687, 7474}, true, "neo4j.conf: server.default_listen_address=127.0.0.1; firewall: drop the port"},
		{"db2", "Db2", []uint16{50000}, true, "firewall: drop the port"},
		{"rethinkdb", "RethinkDB", []uint16{28015}, true, "rethinkdb.conf: bind=127.0.0.1; firewall: drop the port"},
		{"etcd", "etcd", []uint16{2379, 2380}, true, "etcd: --listen-client-urls on the inner network, client certificates; firewall: drop the port"},
	}
}

// others returns what takes commands, or gives away more than it should.
func others() []Service {
	const drop = "firewall: drop the port; reach it through a VPN or an SSH tunnel"
	return []Service{
		{"docker", "Docker API", []uint16{2375, 2376}, false, "dockerd: no -H tcp://; whoever reaches it owns the machine"},
		{"kubernetes", "Kubernetes", []uint16{6443, 10250, 10255}, false, "limit the API and the kubelet to the cluster's own networks"},
		{"rdp", "Remote Desktop", []uint16{3389}, false, drop},
		{"vnc", "VNC", []uint16{5900, 5901}, false, drop},
		{"x11", "X11", []uint16{6000}, false, drop},
		{"winrm", "WinRM", []uint16{5985, 5986}, false, drop},
		{"smb", "SMB", []uint16{445, 139}, false, drop},
		{"rpc", "RPC", []uint16{111, 135}, false, drop},
		{"nfs", "NFS", []uint16{2049}, false, drop},
		{"rsync", "rsync", []uint16{873}, false, "rsyncd.conf: hosts allow; firewall: drop the port"},
		{"ftp", "FTP", []uint16{21}, false, "use SFTP; firewall: drop the port"},
		{"telnet", "Telnet", []uint16{23}, false, "use SSH; firewall: drop the port"},
		{"ssh", "SSH", []uint16{22}, false, "if it is meant to be open, write it under allow:; else firewall: drop the port"},
		{"ldap", "LDAP", []uint16{389, 636}, false, drop},
		{"snmp", "SNMP", []uint16{161}, false, drop},
		{"ipmi", "IPMI", []uint16{623}, false, drop},
		{"zookeeper", "ZooKeeper", []uint16{2181}, false, drop},
		{"kafka", "Kafka", []uint16{9092}, false, drop},
		{"rabbitmq", "RabbitMQ", []uint16{5672, 15672, 4369}, false, drop},
		{"nats", "NATS", []uint16{4222}, false, drop},
		{"activemq", "ActiveMQ", []uint16{61616, 8161}, false, drop},
		{"consul", "Consul", []uint16{8500}, false, drop},
		{"vault", "Vault", []uint16{8200}, false, drop},
		{"prometheus", "Prometheus", []uint16{9090, 9093, 9100}, false, drop},
		{"grafana", "Grafana", []uint16{3000}, false, drop},
		{"kibana", "Kibana", []uint16{5601}, false, drop},
		{"jupyter", "Jupyter", []uint16{8888}, false, drop},
		{"spark", "Spark", []uint16{7077}, false, drop},
		{"hadoop", "Hadoop", []uint16{9870, 50070, 8088}, false, drop},
		{"solr", "Solr", []uint16{8983}, false, drop},
		{"php-fpm", "PHP-FPM or Portainer", []uint16{9001}, false, drop},
		{"http-alternate", "HTTP (alternate)", []uint16{8080, 8443, 8000}, false, "if it is meant to be open, write it under allow:; else " + drop},
		{"webmin", "Webmin", []uint16{10000}, false, drop},
	}
}
