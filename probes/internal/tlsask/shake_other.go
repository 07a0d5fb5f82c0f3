//go:build darwin && arm64 && !cgo

package tlsask

import "context"

// shakeOnce takes one connection, with the standard library: zcrypto does not
// build here.
func (d *door) shakeOnce(ctx context.Context, p proposal) shake { return d.shakeStandard(ctx, p) }
