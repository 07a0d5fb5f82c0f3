package survey

// HTTP is the HTTP side of an endpoint.
type HTTP struct {
	// Error says why no answer came; then only Redirect may be set.
	Error  string `json:"error,omitempty"`
	Status int    `json:"status,omitempty"`
	// Server is the software as it calls itself.
	Server string `json:"server,omitempty"`
	// HSTS is nil when the header is absent.
	HSTS     *HSTS    `json:"hsts,omitempty"`
	Redirect Redirect `json:"redirect"`
	Cookies  []Cookie `json:"cookies,omitempty"`
	// Headers is the grade of the security headers.
	Headers Headers `json:"headers"`
}

// HSTS is the header Strict-Transport-Security (RFC 6797).
type HSTS struct {
	Raw string `json:"raw"`
	// Valid is false when the header breaks the grammar of RFC 6797 §6.1; then
	// browsers ignore it.
	Valid bool `json:"valid"`
	// Problem says what breaks it.
	Problem    string `json:"problem,omitempty"`
	MaxAge     int64  `json:"max_age"` // seconds
	Subdomains bool   `json:"include_subdomains"`
	Preload    bool   `json:"preload"`
	// PreloadReady tells whether all that the preload list asks for is met:
	// one year, subdomains, preload, redirect from HTTP on the same host.
	PreloadReady Known `json:"preload_ready"`
}

// Redirect is what port 80 does.
type Redirect struct {
	// ToHTTPS is Yes when the plain address leads to HTTPS, or nothing answers
	// there (a refused connection); Unknown when it was not asked.
	ToHTTPS Known `json:"to_https"`
	// Text says what came: "301 to https://example.com/".
	Text string `json:"text,omitempty"`
}

// Cookie is one Set-Cookie without its value.
type Cookie struct {
	Name     string `json:"name"`
	Secure   bool   `json:"secure"`
	HTTPOnly bool   `json:"http_only"`
	SameSite string `json:"same_site,omitempty"`
	Session  bool   `json:"session"` // looks like a session's by name
}

// Headers is the grade of the security headers after the MDN HTTP Observatory.
type Headers struct {
	Graded bool   `json:"graded"`
	Rules  string `json:"rules,omitempty"` // "MDN HTTP Observatory 1.6.3"
	Score  int    `json:"score"`
	Grade  string `json:"grade,omitempty"`
	Tests  []Test `json:"tests,omitempty"`
}

// Test is one of the Observatory's tests.
type Test struct {
	Name     string `json:"name"`
	Result   string `json:"result"`
	Modifier int    `json:"modifier"`
	Pass     bool   `json:"pass"`
	Text     string `json:"text"`
}
