package blackbox

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/net/http/httpproxy"

	"holdfast"
)

// Client are the settings of HTTP clients that all of Prometheus's programs
// share.
type Client struct {
	BasicAuth       *BasicAuth             `yaml:"basic_auth,omitempty"`
	Authorization   *Authorization         `yaml:"authorization,omitempty"`
	OAuth2          yaml.Node              `yaml:"oauth2,omitempty"`
	BearerToken     holdfast.Secret        `yaml:"bearer_token,omitempty"`
	BearerTokenFile string                 `yaml:"bearer_token_file,omitempty"`
	TLSConfig       TLSConfig              `yaml:"tls_config,omitempty"`
	FollowRedirects bool                   `yaml:"follow_redirects"`
	EnableHTTP2     bool                   `yaml:"enable_http2"`
	HTTPHeaders     map[string]HeaderValue `yaml:"http_headers,omitempty"`

	ProxyURL             string                       `yaml:"proxy_url,omitempty"`
	NoProxy              string                       `yaml:"no_proxy,omitempty"`
	ProxyFromEnvironment bool                         `yaml:"proxy_from_environment,omitempty"`
	ProxyConnectHeader   map[string][]holdfast.Secret `yaml:"proxy_connect_header,omitempty"`

	dir   string
	proxy func(*url.URL) (*url.URL, error) // nil: none
}

// BasicAuth is a name and a password (RFC 7617).
type BasicAuth struct {
	Username     string          `yaml:"username,omitempty"`
	UsernameFile string          `yaml:"username_file,omitempty"`
	Password     holdfast.Secret `yaml:"password,omitempty"`
	PasswordFile string          `yaml:"password_file,omitempty"`
}

// Authorization is a header Authorization of any type.
type Authorization struct {
	Type            string          `yaml:"type,omitempty"`
	Credentials     holdfast.Secret `yaml:"credentials,omitempty"`
	CredentialsFile string          `yaml:"credentials_file,omitempty"`
}

// HeaderValue are the values of one header.
type HeaderValue struct {
	Values  []string          `yaml:"values,omitempty"`
	Secrets []holdfast.Secret `yaml:"secrets,omitempty"`
	Files   []string          `yaml:"files,omitempty"`
}

// compile checks the settings; path leads to them.
func (c *Client) compile(path, dir string) error {
	c.dir = dir
	if !c.OAuth2.IsZero() {
		return &unoffered{path + ".oauth2", "is not offered; fetch a token by other means and name it with bearer_token_file"}
	}
	ways := 0
	for _, given := range []bool{c.BasicAuth != nil, c.Authorization != nil, c.BearerToken != "" || c.BearerTokenFile != ""} {
		if given {
			ways++
		}
	}
	if ways > 1 || c.BearerToken != "" && c.BearerTokenFile != "" {
		return &wrong{path, "has more than one of basic_auth, authorization, bearer_token and bearer_token_file; want one"}
	}
	if err := c.proxies(path); err != nil {
		return err
	}
	return c.TLSConfig.compile(path+".tls_config", dir)
}

// proxies compiles what is said of proxies.
func (c *Client) proxies(path string) error {
	switch {
	case c.ProxyFromEnvironment && (c.ProxyURL != "" || c.NoProxy != ""):
		return &wrong{path + ".proxy_from_environment", "has no place beside proxy_url and no_proxy"}
	case c.ProxyFromEnvironment:
		c.proxy = httpproxy.FromEnvironment().ProxyFunc()
		return nil
	case c.ProxyURL == "":
		return nil
	}
	u, err := url.Parse(c.ProxyURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return &wrong{path + ".proxy_url", "want http://HOST:PORT or https://HOST:PORT"}
	}
	c.proxy = (&httpproxy.Config{HTTPProxy: c.ProxyURL, HTTPSProxy: c.ProxyURL, NoProxy: c.NoProxy}).ProxyFunc()
	return nil
}

// dress puts the settings' headers on a request. Files are read each time, since
// tokens in them are renewed.
func (c *Client) dress(h http.Header) error {
	for _, name := range slices.Sorted(maps.Keys(c.HTTPHeaders)) {
		values, err := c.HTTPHeaders[name].all(c.dir)
		if err != nil {
			return fmt.Errorf("header %s: %w", name, err)
		}
		for _, v := range values {
			h.Add(name, v)
		}
	}
	if h.Get("Authorization") != "" {
		return nil
	}
	words, err := c.authorization()
	if words != "" {
		h.Set("Authorization", words)
	}
	return err
}

// all are the values of a header from everywhere.
func (v HeaderValue) all(dir string) ([]string, error) {
	out := slices.Clone(v.Values)
	for _, s := range v.Secrets {
		out = append(out, s.Reveal())
	}
	for _, path := range v.Files {
		s, err := content(dir, path)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// authorization is the value of the header Authorization.
func (c *Client) authorization() (string, error) {
	switch {
	case c.BasicAuth != nil:
		return c.BasicAuth.words(c.dir)
	case c.Authorization != nil:
		credentials, err := either(c.dir, c.Authorization.Credentials, c.Authorization.CredentialsFile)
		kind := c.Authorization.Type
		if kind == "" {
			kind = "Bearer"
		}
		return kind + " " + credentials, err
	case c.BearerToken != "" || c.BearerTokenFile != "":
		token, err := either(c.dir, c.BearerToken, c.BearerTokenFile)
		return "Bearer " + token, err
	default:
		return "", nil
	}
}

// words is the value of the header.
func (b *BasicAuth) words(dir string) (string, error) {
	name, err := either(dir, holdfast.Secret(b.Username), b.UsernameFile)
	if err != nil {
		return "", err
	}
	password, err := either(dir, b.Password, b.PasswordFile)
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(name, password)
	return r.Header.Get("Authorization"), err
}

// either is a value, or the content of the file that holds it.
func either(dir string, value holdfast.Secret, path string) (string, error) {
	if path == "" {
		return value.Reveal(), nil
	}
	return content(dir, path)
}

// content is what a file holds, without white space around it.
func content(dir, path string) (string, error) {
	data, err := os.ReadFile(beside(dir, path)) //nolint:gosec // the operator's own file
	return strings.TrimSpace(string(data)), err
}

// beside finds a file that a module names: relative to the module file.
func beside(dir, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
