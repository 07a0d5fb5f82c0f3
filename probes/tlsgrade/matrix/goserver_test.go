package matrix

import (
	"bufio"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"holdfast/probes/internal/tlswire"
)

// childEnv makes the test binary a process of servers: the file it names has one a
// line, address, certificate, key, and what serverConfig reads.
const childEnv = "HOLDFAST_MATRIX_SERVERS"

func TestMain(m *testing.M) {
	if file := os.Getenv(childEnv); file != "" {
		fmt.Fprintln(os.Stderr, serveAll(file))
		os.Exit(1)
	}
	if os.Getenv(farEnv) != "" {
		if err := serveFar(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil { // looks wait more than they work
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// serveAll serves what the file says; it returns when one server has ended.
func serveAll(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	ended := make(chan error)
	n := 0
	for lines := bufio.NewScanner(f); lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) < 3 {
			return fmt.Errorf("%q: want address, certificate, key", lines.Text())
		}
		config, hsts, err := serverConfig(words[3:])
		if err != nil {
			return err
		}
		cert, err := tls.LoadX509KeyPair(words[1], words[2])
		if err != nil {
			return err
		}
		config.Certificates = []tls.Certificate{cert}
		go func() { ended <- serveOne(words[0], config, hsts) }()
	}
	if n == 0 {
		return errors.New("no servers")
	}
	return <-ended
}

// serveOne serves HTTP at one address.
func serveOne(address string, config *tls.Config, hsts string) error {
	listener, err := tls.Listen("tcp", address, config)
	if err != nil {
		return err
	}
	return serveOn(listener, hsts)
}

// serveOn serves HTTP on a listener.
func serveOn(listener net.Listener, hsts string) error {
	s := &http.Server{ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0), Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if hsts != "" {
			w.Header().Set("Strict-Transport-Security", hsts)
		}
		_, _ = io.WriteString(w, "ok\n")
	})}
	return s.Serve(listener)
}

// serverConfig reads words such as min=TLS1.2 groups=x25519,secp256r1.
func serverConfig(words []string) (config *tls.Config, hsts string, err error) {
	config = &tls.Config{NextProtos: []string{"http/1.1"}}
	for _, word := range words {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "min", "max":
			v, err := tlswire.ParseVersion(value)
			if err != nil {
				return nil, "", err
			}
			if key == "min" {
				config.MinVersion = uint16(v)
			} else {
				config.MaxVersion = uint16(v)
			}
		case "suites":
			for name := range strings.SplitSeq(value, ",") {
				s, ok := tlswire.SuiteNamed("TLS_" + name)
				if !ok {
					return nil, "", fmt.Errorf("no suite %s", name)
				}
				config.CipherSuites = append(config.CipherSuites, uint16(s))
			}
		case "groups":
			for name := range strings.SplitSeq(value, ",") {
				g, ok := tlswire.GroupNamed(name)
				if !ok {
					return nil, "", fmt.Errorf("no group %s", name)
				}
				config.CurvePreferences = append(config.CurvePreferences, tls.CurveID(g))
			}
		case "hsts":
			hsts = "max-age=" + value
		case "strict":
			config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
				if hello.ServerName != value {
					return nil, fmt.Errorf("no server %q", hello.ServerName)
				}
				return nil, nil
			}
		default:
			return nil, "", fmt.Errorf("what is %s?", word)
		}
	}
	return config, hsts, nil
}
