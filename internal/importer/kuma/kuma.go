package kuma

import (
	"slices"

	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// Is reports whether a file looks like a backup of Uptime Kuma.
func Is(root *source.Node) bool { return root.Has("monitorList") }

// reader is one import.
type reader struct {
	d        *draft.Draft
	channels map[string]string // id of a notification → name of the channel
	groups   map[string]string // id of a group → its name
}

// Import adds what the backups say to a draft.
func Import(d *draft.Draft, files []*source.Node) {
	notes(d)
	for _, f := range files {
		f.Skip("version", "proxyList")
		r := &reader{d: d, channels: map[string]string{}, groups: map[string]string{}}
		for _, n := range f.List("notificationList") {
			r.notification(n)
		}
		monitors := listed(f.Get("monitorList"))
		for _, m := range monitors {
			if m.Str("type") == "group" {
				r.groups[m.Str("id")] = m.Str("name")
			}
		}
		for _, m := range monitors {
			r.monitor(m)
		}
		d.Unread(f)
	}
}

// listed are the monitors, in a list or in a map by their ids.
func listed(n *source.Node) []*source.Node {
	if n == nil || n.Shape != source.Map {
		var out []*source.Node
		for _, item := range n.Items() {
			if item.IsMap() {
				out = append(out, item)
			}
		}
		return out
	}
	var out []*source.Node
	for _, id := range n.Keys() {
		if m := n.Get(id); m.IsMap() {
			out = append(out, m)
		}
	}
	return out
}

// notes tells what differs for every check.
func notes(d *draft.Draft) {
	d.Note("Redirects are followed to the named host, its www. twin and hosts: only; Uptime Kuma follows them anywhere.")
	d.Note("Retries became confirm: the same rule confirms the recovery, where Uptime Kuma takes the first success.")
	d.Note("Push monitors became heartbeats: each job must call /beat/TOKEN here instead of /api/push/TOKEN there.")
	d.Note("Certificates are judged by default (at risk in the last quarter of their life); expiryNotification became certificate: {days_left: 21}.")
}

// idle are fields that say nothing about what is asked: results, the look of the
// page, and what Uptime Kuma computes.
func idle() []string {
	return []string{
		"id", "weight", "path", "pathName", "childrenIDs", "forceInactive", "maintenance", "dns_last_result", "screenshot",
		"includeSensitiveData", "subtype", "saveResponse", "saveErrorResponse", "responseMaxLength", "cacheBust", "retryOnlyOnStatusCodeFailure",
		"user_id", "userId", "sendUrl", "customUrl", "ping_numeric", "conditions", "domainExpiryNotification",
	}
}

// typed lists the fields that only some types read; the web form fills them in
// for all others with defaults of no meaning.
func typed() []string {
	return []string{
		"url", "method", "hostname", "port", "location", "protocol", "keyword", "invertKeyword", "packetSize", "maxredirects", "accepted_statuscodes",
		"dns_resolve_type", "dns_resolve_server", "docker_container", "docker_host", "mqttTopic", "mqttSuccessMessage", "mqttCheckType",
		"databaseQuery", "authMethod", "grpcUrl", "grpcProtobuf", "grpcMethod", "grpcServiceName", "grpcEnableTls", "grpcBody", "grpcMetadata",
		"radiusCalledStationId", "radiusCallingStationId", "game", "gamedigGivenPortOnly", "gamedigToken", "httpBodyEncoding", "jsonPath",
		"jsonPathOperator", "expectedValue", "kafkaProducerTopic", "kafkaProducerBrokers", "kafkaProducerSsl", "kafkaProducerAllowAutoTopicCreation",
		"kafkaProducerMessage", "kafkaProducerSaslOptions", "remote_browser", "screenshot_delay", "snmpOid", "snmpVersion", "smtpSecurity",
		"rabbitmqNodes", "rabbitmqUsername", "rabbitmqPassword", "ntpStratumThreshold", "ntpTimeOffsetThreshold", "ntpRootDispersionThreshold",
		"ipFamily", "expectedTlsAlert", "ping_count", "ping_per_request_timeout", "headers", "body", "basic_auth_user", "basic_auth_pass",
		"oauth_client_id", "oauth_client_secret", "oauth_token_url", "oauth_scopes", "oauth_audience", "oauth_auth_method", "bearer_token", "pushToken",
		"databaseConnectionString", "radiusUsername", "radiusPassword", "radiusSecret", "mqttUsername", "mqttPassword", "mqttWebsocketPath",
		"authWorkstation", "authDomain", "tlsCa", "tlsCert", "tlsKey", "system_service_name", "wsIgnoreSecWebsocketAcceptHeader", "wsSubprotocol",
		"expiryNotification", "ignoreTls",
	}
}

// tags are a monitor's tags as labels.
func tags(m *source.Node) *draft.Table {
	labels := &draft.Table{}
	for _, tag := range m.Get("tags").Items() {
		if tag.Shape != source.Map {
			labels.Set(tag.String(), "true")
			continue
		}
		value := tag.Str("value")
		if value == "" {
			value = "true"
		}
		labels.Set(tag.Str("name"), value)
		tag.Ignore()
	}
	return labels
}

// told are the ids of the notifications that a monitor uses.
func told(m *source.Node) []string {
	var out []string
	list := m.Get("notificationIDList")
	if list != nil && list.Shape == source.List {
		return m.Strings("notificationIDList")
	}
	for _, id := range list.Keys() {
		if list.Bool(id, false) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
