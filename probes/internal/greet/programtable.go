package greet

// goNotFound is the front page of many programs written in Go that have none.
const goNotFound = "404 page not found"

// programs returns what is recognised over HTTP: databases first, then what takes
// commands, then what shows more than it should. The pages are those of each
// program's own reference of its API.
func programs() []program {
	return append(databases(), append(machines(), consoles()...)...)
}

// databases keep data.
func databases() []program {
	return []program{
		{key: "elasticsearch", title: "OpenSearch", hint: clues{{body: "The OpenSearch Project"}, {header: "Www-Authenticate: OpenSearch Security"}}, version: "json version/number"},
		{
			key: "elasticsearch", title: "Elasticsearch", version: "json version/number",
			hint: clues{{body: "You Know, for Search"}, {header: "X-Elastic-Product"}, {header: `Www-Authenticate: realm="security"`}, {body: `"security_exception"`}},
		},
		{key: "couchdb", title: "CouchDB", hint: clues{{body: `"couchdb":"Welcome"`}, {header: "Server: CouchDB"}}, page: "/_all_dbs", proof: clues{{status: 200}, {status: 401}, {status: 403}}, version: "header Server"},
		{key: "influxdb", title: "InfluxDB", hint: clues{{header: "X-Influxdb-Version"}, {body: "<title>InfluxDB"}}, page: "/query?q=SHOW+DATABASES", proof: clues{{body: `"results"`}, {status: 401}, {status: 403}}, version: "header X-Influxdb-Version"},
		{key: "clickhouse", title: "ClickHouse", hint: clues{{body: "Port 9000 is for clickhouse-client"}}, access: untold},
		{key: "clickhouse", title: "ClickHouse", hint: clues{{body: "Ok.\n", status: 200}, {header: "X-Clickhouse-Summary"}, {header: "X-Clickhouse-Server-Display-Name"}}, page: "/?query=SELECT+version()", proof: clues{{header: "X-Clickhouse-Summary"}, {header: "X-Clickhouse-Exception-Code"}}, version: `^([0-9][0-9.]+)\s*$`},
		{key: "neo4j", title: "Neo4j", hint: clues{{body: `"neo4j_version"`}}, version: "json neo4j_version", access: untold},
		{key: "solr", title: "Solr", hint: clues{{header: "Location: /solr/"}}, page: "/solr/admin/info/system?wt=json", proof: clues{{body: "solr-spec-version"}, {status: 401}}, version: "json lucene/solr-spec-version"},
		{key: "etcd", title: "etcd", hint: clues{{body: goNotFound}}, page: "/version", proof: clues{{body: `"etcdserver"`}}, version: "json etcdserver", access: untold},
	}
}

// machines take commands, or hand out what runs.
func machines() []program {
	return []program{
		{key: "docker", title: "Docker API", hint: clues{{body: `{"message":"page not found"}`}, {header: "Server: Docker/"}}, page: "/version", proof: clues{{body: `"ApiVersion"`}}, version: "json Version"},
		{key: "kubernetes", title: "Kubernetes API", hint: clues{{body: `"kind":"Status"`}, {body: `"kind": "Status"`}}, page: "/version", proof: clues{{body: "gitVersion"}, {status: 401}, {status: 403}}, version: "json gitVersion", access: always},
		{key: "kubernetes", title: "Kubernetes API", hint: clues{{body: `"/apis"`}}, page: "/version", proof: clues{{body: "gitVersion"}}, version: "json gitVersion"},
		{key: "kubernetes", title: "kubelet", hint: clues{{body: goNotFound}}, page: "/pods", proof: clues{{body: `"kind":"PodList"`}}},
		{key: "consul", title: "Consul", hint: clues{{header: "Location: /ui/"}, {body: "Consul Agent"}}, page: "/v1/agent/self", proof: clues{{body: `"Datacenter"`}, {body: "Permission denied", status: 403}}, version: "json Config/Version"},
		{key: "vault", title: "Vault", hint: clues{{header: "Location: /ui/"}, {body: `{"errors":[]}`}}, page: "/v1/sys/health", proof: clues{{body: `"sealed"`}}, version: "json version", access: always},
		{key: "winrm", title: "WinRM", hint: clues{{header: "Server: Microsoft-HTTPAPI/"}}, page: "/wsman", proof: clues{{status: 405}, {status: 401}}, access: always},
		{key: "jupyter", title: "Jupyter", hint: clues{{header: "Server: TornadoServer"}}, page: "/api/kernels", proof: clues{{body: "[", status: 200}, {body: "Forbidden", status: 403}}},
		{key: "webmin", title: "Webmin", hint: clues{{header: "Server: MiniServ"}}, version: "header Server", access: always},
		{key: "php-fpm", title: "Portainer", hint: clues{{body: "<title>Portainer"}}, page: "/api/status", proof: clues{{body: `"Version"`}}, version: "json Version", access: always},
	}
}

// consoles show how a company's machines do.
func consoles() []program {
	return []program{
		{key: "prometheus", title: "Prometheus", hint: clues{{header: "Location: /graph"}, {header: "Location: /query"}, {body: "Prometheus Time Series"}}, page: "/api/v1/status/buildinfo", proof: clues{{body: `"goVersion"`}, {status: 401}, {body: "Service Unavailable", status: 503}}, version: "json data/version"},
		{key: "prometheus", title: "Alertmanager", hint: clues{{body: "<title>Alertmanager"}}, page: "/api/v2/status", proof: clues{{body: `"versionInfo"`}}, version: "json versionInfo/version"},
		{key: "prometheus", title: "node_exporter", hint: clues{{body: "<title>Node Exporter"}, {body: "Prometheus Node Exporter"}}, version: `\(version=([0-9][^,\s)]*)`},
		{key: "grafana", title: "Grafana", hint: clues{{header: "Location: /login"}, {body: "<title>Grafana"}}, page: "/api/health", proof: clues{{body: `"database"`}}, version: "json version", access: always},
		{key: "kibana", title: "Kibana", hint: clues{{header: "Kbn-Name"}, {header: "Kbn-License-Sig"}}, page: "/api/status", proof: clues{{body: `"version"`}, {status: 401}}, version: "json version/number"},
		{key: "rabbitmq", title: "RabbitMQ management", hint: clues{{body: "RabbitMQ Management"}}, page: "/api/overview", proof: clues{{status: 401}, {body: "rabbitmq_version"}}, version: "json rabbitmq_version"},
		{key: "activemq", title: "ActiveMQ console", hint: clues{{header: "Www-Authenticate: ActiveMQRealm"}, {body: "Apache ActiveMQ"}}},
		{key: "spark", title: "Spark", hint: clues{{body: "<title>Spark"}, {body: "Spark Master at"}}},
		{key: "hadoop", title: "Hadoop", hint: clues{{body: "dfshealth.html"}, {body: "Hadoop Administration"}, {header: "Location: /cluster"}}},
	}
}
