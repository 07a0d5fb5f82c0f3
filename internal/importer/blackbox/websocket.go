package blackbox

import "holdfast/internal/importer/source"

// webSocket fills in the settings of websocket. The exporter sends no ping.
func (p *probe) webSocket(s *source.Node) {
	c := p.check
	c.Ask.Set("url", p.target).Set("ping", "off")
	if !p.d.Knows(c.Kind) {
		c.Off(p.module.Get("prober"), "the prober "+p.prober, "there is no kind of check for it")
		s.Ignore()
		return
	}
	for _, name := range s.Get("headers").Keys() {
		p.headerValues(name, s.Get("headers").Get(name))
	}
	p.logIn(s.Get("http_config"))
	p.trust(s.Get("http_config").Get("tls_config"), true, true)
	for _, step := range s.List("query_response") {
		p.message(step)
	}
	p.family(s)
}

// message is one step of a dialogue: one message goes out, and one comes back.
func (p *probe) message(step *source.Node) {
	ask := p.check.Ask
	send, expect := step.Str("send"), step.Str("expect")
	if step.Bool("starttls", false) || send != "" && (ask.Has("send") || ask.Has("expect")) || expect != "" && ask.Has("expect") {
		p.check.Left(step, "a further step of query_response", "a dialogue has one send and one expect here")
		return
	}
	ask.Set("expect", expect).Set("send", p.check.Spoken(step.Get("send"), "send", "what is sent to "+p.check.Name(), literal(send)))
}
