package alerttest

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// NewServer starts an HTTP server for what no [Receiver] plays, and returns its
// base address.
func NewServer(t testing.TB, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}
