package scan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"holdfast"
)

// fill derives the target's own fields from the answers.
func (t *Target) fill() {
	t.Ports = []Port{}
	states := make([]holdfast.Status, 0, len(t.Checks))
	for _, c := range t.Checks {
		states = append(states, c.Status)
		t.Address = cmp.Or(t.Address, firstAddress(c.Finding))
		switch c.Kind {
		case "exposure", "unreachable":
			t.addPorts(c.Finding)
		case "tlsgrade":
			t.TLS = tlsOf(c.Finding)
		case "uptime":
			t.Uptime = uptimeOf(c.Finding)
		}
	}
	t.Status = holdfast.Worst(states...)
	for _, c := range t.Checks {
		if c.Status == t.Status {
			t.Reason = c.Reason
			break
		}
	}
	slices.SortFunc(t.Ports, func(a, b Port) int { return cmp.Or(cmp.Compare(a.Port, b.Port), cmp.Compare(a.Address, b.Address)) })
}

// firstAddress is the first address that a finding names.
func firstAddress(f holdfast.Finding) string {
	if a, ok := f.Fact("address").(string); ok {
		return a
	}
	if list, ok := f.Fact("addresses").([]string); ok && len(list) > 0 {
		return list[0]
	}
	return ""
}

// addPorts reads "address=… port=… proto=… state=… service=… version=… access=…".
func (t *Target) addPorts(f holdfast.Finding) {
	lines, _ := f.Fact("ports").([]string)
	for _, line := range lines {
		p := Port{Access: "unknown"}
		for word := range strings.FieldsSeq(line) {
			name, value, _ := strings.Cut(word, "=")
			switch name {
			case "address":
				p.Address = value
			case "port":
				p.Port, _ = strconv.Atoi(value)
			case "proto":
				p.Proto = value
			case "state":
				p.State = value
			case "service":
				p.Service = value
			case "version":
				p.Version = value
			case "access":
				p.Access = value
			}
		}
		t.merge(p)
	}
}

// merge keeps one entry a port and address, the better described one.
func (t *Target) merge(p Port) {
	for i, old := range t.Ports {
		if old.Port == p.Port && old.Address == p.Address {
			if p.Version != "" || p.Access != "unknown" {
				t.Ports[i] = p
			}
			return
		}
	}
	t.Ports = append(t.Ports, p)
}

// tlsOf builds the TLS part from the facts.
func tlsOf(f holdfast.Finding) *TLS {
	versions, ok := f.Fact("tls_versions").([]string)
	if !ok {
		return nil
	}
	out := &TLS{Protocols: map[string]Protocol{}}
	for _, v := range versions {
		key := strings.ToLower(strings.ReplaceAll(v, ".", "_"))
		suites, _ := f.Fact("suites_" + key).([]string)
		order, _ := f.Fact("suite_order_" + key).(string)
		out.Protocols[v] = Protocol{Suites: suites, Order: order}
	}
	out.Grade, _ = f.Fact("grade").(string)
	out.ForwardSecrecy, _ = f.Fact("forward_secrecy").(string)
	out.OCSPStaple, _ = f.Fact("ocsp_staple").(bool)
	if bits, ok := f.Fact("dh_bits").(int64); ok {
		out.DHBits = int(bits)
	}
	if secure, ok := f.Fact("secure_renegotiation").(bool); ok {
		out.SecureRenegotiation = &secure
	}
	if n, ok := f.Measure("tls_connections"); ok {
		out.Connections = int(n)
	}
	out.Certificate = certificateOf(f)
	return out
}

// certificateOf collects the facts about the certificate.
func certificateOf(f holdfast.Finding) map[string]any {
	out := map[string]any{}
	for _, fact := range f.Facts {
		if name, ok := strings.CutPrefix(fact.Name, "certificate_"); ok {
			out[name] = fact.Value
		}
	}
	return out
}

// uptimeOf builds the visit from facts and measures.
func uptimeOf(f holdfast.Finding) *Uptime {
	code, ok := f.Fact("status_code").(int64)
	if !ok {
		return nil
	}
	u := &Uptime{Status: int(code), Seconds: map[string]float64{}}
	u.Version, _ = f.Fact("http_version").(string)
	for _, m := range f.Measures {
		if phase, ok := strings.CutSuffix(m.Name, "_seconds"); ok {
			u.Seconds[phase] = m.Value
		}
	}
	return u
}
