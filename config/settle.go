package config

// settle does what can only be done when every section was read.
func (l *loader) settle() {
	if len(l.sources) == 0 {
		return
	}
	l.settleServer()
	l.settleHistory()
	l.vantageDefaults()
	l.mustWatch()
	l.unusedTemplates()
	l.renamesFree()
	l.unheard()
	l.unseenPage()
	l.traceTop()
}

// traceTop remembers where the sections of one value were written.
func (l *loader) traceTop() {
	top := map[string]string{}
	for name, at := range l.brought {
		top[name] = at.String()
	}
	for _, n := range l.sections["vantage"] {
		for _, p := range n.pairs {
			top["vantage."+p.key] = p.at.String()
		}
		if p, ok := n.pair("egress"); ok {
			top["egress"] = p.at.String()
		}
	}
	for key, variable := range map[string]string{"data": dataVariable, "listen": listenVariable} {
		if l.getenv(variable) != "" {
			top[key] = "$" + variable
		}
	}
	l.plan.trace.top = top
}

// mustWatch refuses a file that asks nothing and lets nobody else ask; one whose
// questions are faulty is told of those instead.
func (l *loader) mustWatch() {
	if len(l.names) > 0 || len(l.problems) > 0 || l.plan.Probe.Modules != "" {
		return
	}
	l.fault(place{src: l.sources[0]}, "", "no checks: nothing would be watched", "name hosts under sites, or questions under checks")
}

// unusedTemplates warns of templates that no site uses.
func (l *loader) unusedTemplates() {
	for _, name := range sorted(l.templates) {
		if t := l.templates[name]; !t.used {
			l.warn(t.at, below("templates", name), "is used by no site", "name it in a site's use: list")
		}
	}
}

// renamesFree refuses an old id that a check still has.
func (l *loader) renamesFree() {
	for _, was := range sorted(l.plan.Renames) {
		if at, taken := l.ids[was]; taken {
			from := l.renamed[was]
			l.faultf(from.at, from.path, "the old id %q is still that of the check in %s", was, at)
		}
	}
}

// unheard warns when nobody would be told, or some channel never is.
func (l *loader) unheard() {
	if len(l.channels) == 0 {
		if len(l.names) > 0 {
			l.warn(l.top("channels"), "channels", "there is no channel: nobody will be told", "write channels: {ops: {KIND: {…}}}")
		}
		return
	}
	if len(l.sections["routes"]) == 0 {
		return
	}
	for _, name := range sorted(l.channels) {
		if !l.used[name] {
			l.warn(l.channels[name], below("channels", name), "no route uses it: it is never told anything", "name it in a route, or take it out")
		}
	}
}
