package vantage

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"holdfast"
)

// web is an anchor that answers a HEAD request.
type web struct {
	client  *http.Client
	url     string
	version string
}

// newClient returns a client that keeps no connection, follows no redirect and
// uses no proxy: what it reaches, it reached itself and now.
func newClient(env holdfast.Env) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            dialer(env),
			TLSClientConfig:        &tls.Config{RootCAs: env.Roots, MinVersion: tls.VersionTLS12},
			DisableKeepAlives:      true,
			DisableCompression:     true,
			MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (w web) ask(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, w.url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("User-Agent", "holdfast/"+w.version)
	resp, err := w.client.Do(req)
	if err != nil {
		return inner(err)
	}
	_ = resp.Body.Close() // HEAD has none
	switch resp.StatusCode {
	case http.StatusProxyAuthRequired, http.StatusNetworkAuthenticationRequired:
		return fmt.Errorf("answered %s: something on the way wants a login", resp.Status)
	default:
		return nil
	}
}

// inner takes off what the client wraps an error in: the address is said already.
func inner(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
