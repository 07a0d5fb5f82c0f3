package app

import (
	"context"
	"net"
	"os"
	"strconv"
	"time"
)

// notifySystemd sends one state line to the service manager, if there is one
// (sd_notify(3): a datagram to $NOTIFY_SOCKET).
func notifySystemd(state string) {
	path := os.Getenv("NOTIFY_SOCKET")
	if path == "" {
		return
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		return // a manager that does not listen is not our failure
	}
	defer func() { _ = conn.Close() }()
	_, _ = conn.Write([]byte(state))
}

// watchdog feeds systemd's watchdog (WatchdogSec=) while the desk writes and
// the watch starts looks: half the interval, as sd_watchdog_enabled(3) advises.
func (a *App) watchdog(ctx context.Context) error {
	usec, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64)
	if err != nil || usec <= 0 {
		return nil
	}
	ticker := time.NewTicker(time.Duration(usec) * time.Microsecond / 2)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			if a.ready() == nil {
				notifySystemd("WATCHDOG=1")
			}
		}
	}
}
