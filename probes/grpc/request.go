package grpc

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"holdfast"
)

const (
	h2     = "h2" // the protocol's name in ALPN (RFC 7301)
	method = "/grpc.health.v1.Health/Check"
	stream = 1 // the first that a client opens (RFC 9113 §5.1.1)
)

// headerBlock packs the request's headers (gRPC over HTTP2, "Request-Headers").
// It relies on no table but the static one that every connection begins with.
// Values of metadata are marked "never indexed" (RFC 7541 §7.1.3).
func headerBlock(secure bool, authority, version string, metadata map[string]holdfast.Secret) []byte {
	scheme := "http"
	if secure {
		scheme = "https"
	}
	agent := "Holdfast"
	if version != "" {
		agent += "/" + version
	}
	fields := []hpack.HeaderField{
		{Name: ":method", Value: "POST"},
		{Name: ":scheme", Value: scheme},
		{Name: ":path", Value: method},
		{Name: ":authority", Value: authority},
		{Name: "te", Value: "trailers"},
		{Name: "content-type", Value: "application/grpc"},
		{Name: "user-agent", Value: agent},
		{Name: "grpc-accept-encoding", Value: "identity"},
	}
	for _, name := range slices.Sorted(maps.Keys(metadata)) {
		fields = append(fields, hpack.HeaderField{Name: strings.ToLower(name), Value: metadata[name].Reveal(), Sensitive: true})
	}
	var block bytes.Buffer
	packer := hpack.NewEncoder(&block)
	for _, field := range fields {
		_ = packer.WriteField(field) // a buffer takes everything
	}
	return block.Bytes()
}

// encode writes all that is said: the preface, our settings, headers and the
// message. A client need not wait for the server's settings (RFC 9113 §3.4).
func encode(block []byte, service string) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(http2.ClientPreface)
	framer := http2.NewFramer(&out, nil)
	if err := framer.WriteSettings(
		http2.Setting{ID: http2.SettingEnablePush, Val: 0},
		http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: maxAnswerHeaders},
	); err != nil {
		return nil, err
	}
	if err := framer.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: block, EndHeaders: true}); err != nil {
		return nil, err
	}
	if err := framer.WriteData(stream, true, prefix(healthRequest(service))); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
