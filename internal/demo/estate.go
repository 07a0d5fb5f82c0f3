package demo

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// estate is the pretend hosts.
type estate struct {
	ca      *authority
	network *network
	// Addresses of what is served, all on 127.0.0.1.
	shop, legacy, cache, flaky string
	down                       atomic.Bool // flaky answers 503
	closers                    []func()
}

// newEstate starts the hosts.
func newEstate() (*estate, error) {
	ca, err := newAuthority()
	if err != nil {
		return nil, err
	}
	e := &estate{ca: ca, network: &network{}}
	if err := errors.Join(e.startShop(), e.startLegacy(), e.startCache(), e.startFlaky()); err != nil {
		e.close()
		return nil, err
	}
	return e, nil
}

func (e *estate) close() {
	for _, f := range e.closers {
		f()
	}
}

// startShop is a host as it should be: TLS 1.2 and 1.3 with forward secrecy.
func (e *estate) startShop() error {
	cert, err := e.ca.leaf("shop"+domain, false)
	if err != nil {
		return err
	}
	e.shop, err = e.web(18440, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}, fine)
	return err
}

// startLegacy is a host of yesterday: TLS 1.0, and 3DES without forward secrecy.
func (e *estate) startLegacy() error {
	cert, err := e.ca.leaf("legacy"+domain, true)
	if err != nil {
		return err
	}
	old := &tls.Config{
		MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert},
		CipherSuites: []uint16{
			tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
			tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
		},
	}
	e.legacy, err = e.web(18443, old, fine)
	return err
}

// startFlaky fails when the story says so.
func (e *estate) startFlaky() error {
	var err error
	e.flaky, err = e.web(18080, nil, func(w http.ResponseWriter, r *http.Request) {
		if e.down.Load() {
			http.Error(w, "out of order", http.StatusServiceUnavailable)
			return
		}
		fine(w, r)
	})
	return err
}

func fine(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") }

// web serves HTTP, with TLS if there is a config for it.
func (e *estate) web(port int, config *tls.Config, h http.HandlerFunc) (string, error) {
	l, err := e.listen(port)
	if err != nil {
		return "", err
	}
	address := l.Addr().String()
	if config != nil {
		l = tls.NewListener(l, config)
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ErrorLog: log.New(quiet{}, "", 0)}
	go func() { _ = s.Serve(l) }() // ends when it is closed
	e.closers = append(e.closers, func() { _ = s.Close() })
	return address, nil
}

// quiet swallows what servers say of handshakes that fail on purpose.
type quiet struct{}

// Write implements io.Writer.
func (quiet) Write(p []byte) (int, error) { return len(p), nil }

// listen takes the port that the documentation names, or any other.
func (e *estate) listen(port int) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
	}
	return l, nil
}

// startCache is a Redis that asks nobody for a password.
func (e *estate) startCache() error {
	l, err := e.listen(16379)
	if err != nil {
		return err
	}
	e.cache = l.Addr().String()
	e.closers = append(e.closers, func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go redis(conn)
		}
	}()
	return nil
}

// redis answers PING and INFO as Redis 7 does (redis.io/docs/reference/protocol-spec).
func redis(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		word := strings.ToUpper(strings.TrimSpace(lines.Text()))
		switch {
		case word == "PING":
			_, _ = conn.Write([]byte("+PONG\r\n"))
		case strings.HasPrefix(word, "INFO"):
			info := "# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n"
			_, _ = fmt.Fprintf(conn, "$%d\r\n%s\r\n", len(info), info)
		case strings.HasPrefix(word, "*"), strings.HasPrefix(word, "$"):
			// the frame of an array: the words follow
		default:
			_, _ = conn.Write([]byte("-ERR unknown command\r\n"))
		}
	}
}
