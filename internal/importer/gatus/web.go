package gatus

import (
	"encoding/json"
	"strings"

	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// web fills in the settings of uptime.
func (a *asked) web() {
	e, c, client := a.node, a.check, a.node.Get("client")
	if strings.Contains(a.address, "${") {
		c.Ask.Set("url", draft.Raw(a.address))
	} else {
		c.Address(e.Get("url"), a.address)
	}
	if method := e.Str("method"); method != "" && !strings.EqualFold(method, "GET") {
		c.Ask.Set("method", strings.ToUpper(method))
	}
	a.headers(e.Get("headers"))
	a.body()
	if client.Bool("ignore-redirect", false) {
		c.Ask.Set("follow", 0)
	} else {
		c.Ask.Set("follow", 10)
	}
	a.insecure(client)
	a.clientCert(client.Get("tls"))
}

// headers reads the request headers. A connection is new at every look here,
// and Gatus' own User-Agent is not ours.
func (a *asked) headers(headers *source.Node) {
	for _, name := range headers.Keys() {
		value := headers.Get(name)
		if strings.EqualFold(name, "Connection") {
			value.Ignore()
			continue
		}
		if token, ok := bearer(name, value.String()); ok {
			a.check.Ask.Set("bearer", a.check.Hidden(value, "token", "the bearer token for "+a.check.Name(), text(token)))
			continue
		}
		a.check.Header(value, name, text(value.String()))
	}
}

// bearer returns the token of an Authorization: Bearer header.
func bearer(name, value string) (string, bool) {
	token, ok := strings.CutPrefix(value, "Bearer ")
	return token, ok && strings.EqualFold(name, "Authorization")
}

// body reads the request body; a GraphQL query is wrapped as Gatus wraps it.
func (a *asked) body() {
	e := a.node
	body := e.Str("body")
	if e.Bool("graphql", false) {
		wrapped, err := json.Marshal(map[string]string{"query": body})
		if err == nil {
			body = string(wrapped)
		}
		if !hasKey(e.Get("headers"), "Content-Type") {
			a.check.Header(e, "Content-Type", "application/json")
		}
	}
	for _, placeholder := range []string{"[ENDPOINT_NAME]", "[ENDPOINT_GROUP]", "[ENDPOINT_URL]", "[LOCAL_ADDRESS]", "[RANDOM_STRING_"} {
		if strings.Contains(body, placeholder) {
			a.check.Left(e.Get("body"), "the placeholder "+strings.TrimSuffix(placeholder, "]")+"…] in body", "it is sent as it stands here")
		}
	}
	a.check.Body(e.Get("body"), text(body))
}

// hasKey reports whether a map has a key, in any case of letters.
func hasKey(n *source.Node, name string) bool {
	for _, key := range n.Keys() {
		if strings.EqualFold(key, name) {
			return true
		}
	}
	return false
}
