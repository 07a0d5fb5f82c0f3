package vantage

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"

	"holdfast"
)

// parse reads an anchor's address and returns how it is asked.
func parse(address string, env holdfast.Env) (func(context.Context) error, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("not an address; want tcp://host:port, dns://resolver or https://url")
	}
	if u.User != nil {
		return nil, errors.New("an anchor takes no user or password")
	}
	switch u.Scheme {
	case "tcp":
		return parseTCP(u, env)
	case "dns":
		return parseDNS(u, env)
	case "http", "https":
		return parseHTTP(u, env)
	default:
		return nil, errors.New("want tcp://host:port, dns://resolver or https://url")
	}
}

func parseTCP(u *url.URL, env holdfast.Env) (func(context.Context) error, error) {
	if err := bare(u); err != nil {
		return nil, err
	}
	if u.Port() == "" {
		return nil, errors.New("has no port; want tcp://host:port")
	}
	if err := validPort(u.Port()); err != nil {
		return nil, err
	}
	return tcp{dialer(env), u.Host}.ask, nil
}

func parseDNS(u *url.URL, env holdfast.Env) (func(context.Context) error, error) {
	if err := bare(u); err != nil {
		return nil, err
	}
	port := u.Port()
	if port == "" {
		port = "53"
	}
	if err := validPort(port); err != nil {
		return nil, err
	}
	return dns{dialer(env), net.JoinHostPort(u.Hostname(), port)}.ask, nil
}

func parseHTTP(u *url.URL, env holdfast.Env) (func(context.Context) error, error) {
	if u.Hostname() == "" {
		return nil, errors.New("has no host; want https://host/path")
	}
	if err := validPort(u.Port()); u.Port() != "" && err != nil {
		return nil, err
	}
	return web{newClient(env), u.String(), env.Version}.ask, nil
}

// bare refuses what only a web address has.
func bare(u *url.URL) error {
	if u.Hostname() == "" {
		return fmt.Errorf("has no host; want %s://host", u.Scheme)
	}
	if (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("has more than a host and a port; want %s://%s", u.Scheme, u.Host)
	}
	return nil
}

func validPort(port string) error {
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return fmt.Errorf("port %q; want 1 to 65535", port)
	}
	return nil
}
