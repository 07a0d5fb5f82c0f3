package grpc

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"holdfast/internal/plain"
)

// judge says what is wrong with an answer, floor by floor from below: what lies
// above a fault was not seen.
func (p *prober) judge(s *sight) {
	a := s.came
	switch {
	case !a.isGRPC():
		s.fault(p.notGRPC(a))
	case !a.coded && a.httpStatus != http.StatusOK:
		s.fault(p.badHTTP(a))
	case !a.coded:
		s.fault("protocol", p.target+" ended its answer without grpc-status, wanted it in trailers", "does a proxy on the way drop HTTP/2 trailers?")
	case a.code != ok:
		s.fault("grpc-status", fmt.Sprintf("%s answered %s (%d)%s, wanted OK", p.asked(), a.code, uint32(a.code), p.said(percentDecode(a.message))), a.code.fix(p.service))
	default:
		p.health(s)
	}
}

// health reads the message of a call that succeeded.
func (p *prober) health(s *sight) {
	message, err := unprefix(s.came.body)
	var state serving
	if err == nil {
		state, err = healthResponse(message)
	}
	if err != nil {
		s.fault("message", fmt.Sprintf("%s answered OK, but %v", p.target, err), "is this the service grpc.health.v1.Health?")
		return
	}
	s.state = state.String()
	if state != servingYes {
		s.fault("serving", fmt.Sprintf("%s is %s, wanted SERVING", p.asked(), state), "the server says so itself: look at its log, and at what its health check asks")
	}
}

// notGRPC is the fault of an answer that is none of gRPC.
func (p *prober) notGRPC(a answer) (key, text, fix string) {
	if a.httpStatus != http.StatusOK {
		return p.badHTTP(a)
	}
	kind := "no content type"
	if a.contentType != "" {
		kind = "content type" + strings.TrimPrefix(p.said(a.contentType), ":")
	}
	return "content-type", fmt.Sprintf("%s answered with %s, wanted application/grpc", p.target, kind), "a web server or a proxy answers here; where is the gRPC server?"
}

// badHTTP is the fault of an answer whose status is not 200.
func (p *prober) badHTTP(a answer) (key, text, fix string) {
	text = fmt.Sprintf("%s answered HTTP status %d %s, which stands for %s; wanted 200", p.target, a.httpStatus, http.StatusText(a.httpStatus), ofHTTP(a.httpStatus))
	return "http-status", text, "a proxy or a web server answers for the gRPC server: look at its routes and its log"
}

// asked names what was asked about.
func (p *prober) asked() string {
	if p.service == "" {
		return p.target
	}
	return plain.Text(p.service, 80) + " at " + p.target
}

// said shows the server's own words, printable and without our secrets.
func (p *prober) said(words string) string {
	if words = plain.Text(p.mask.Words(words), 120); words == "" {
		return ""
	}
	return fmt.Sprintf(": %q", words)
}

// percentDecode reads a grpc-message; one that is badly encoded stays as it is.
func percentDecode(text string) string {
	if plainText, err := url.PathUnescape(text); err == nil {
		return plainText
	}
	return text
}
