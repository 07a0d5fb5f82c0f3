package ping

import (
	"time"

	"holdfast"
	"holdfast/probes/internal/echo"
	"holdfast/probes/internal/netdial"
)

// settings are what the config may say below "ping:".
type settings struct {
	Host         string            `yaml:"host" doc:"Name or address to send echo requests to."`
	IP           string            `yaml:"ip" doc:"any, 4 or 6: which addresses of the name may be asked."`
	Count        int               `yaml:"count" doc:"How many requests a look sends, 1 to 100."`
	Interval     holdfast.Duration `yaml:"interval" doc:"The time between two requests, at least 10ms."`
	Wait         holdfast.Duration `yaml:"wait" doc:"How long an answer is waited for before its request counts as lost."`
	Size         int               `yaml:"size" doc:"Bytes of payload, 0 to 65500."`
	DontFragment bool              `yaml:"dont_fragment" doc:"Forbid that requests are cut in pieces on their way (Linux)."`
	MaxLoss      float64           `yaml:"max_loss" doc:"The share of requests that may be lost, from 0 to below 1."`
	MaxTime      holdfast.Duration `yaml:"max_time" doc:"The longest that the mean round trip may take; 0 asks nothing."`
	MaxJitter    holdfast.Duration `yaml:"max_jitter" doc:"The most by which one round trip may differ from the next, in the mean; 0 asks nothing."`
	Socket       string            `yaml:"socket" doc:"datagram (no rights), raw (CAP_NET_RAW), or auto for the first of them that may be opened."`
}

// defaults returns the settings before the config is read.
func defaults() *settings {
	return &settings{
		IP: "any", Count: 4, Interval: holdfast.Duration(200 * time.Millisecond), Wait: holdfast.Duration(time.Second),
		Size: 56, MaxLoss: 0.5, Socket: "auto",
	}
}

// plan is the settings, checked and compiled.
type plan struct {
	host               string
	family             netdial.Family
	count, size        int
	interval, wait     time.Duration
	whole              bool // don't fragment
	maxLoss            float64
	maxTime, maxJitter time.Duration
	sockets            []echo.Socket // to try, in this order
}

// wrong makes the error of a setting.
func wrong(field, text string) error { return &holdfast.SettingError{Field: field, Text: text} }

// compile checks the settings and makes the plan of them.
func (s *settings) compile() (*plan, error) {
	host, port, err := netdial.SplitHostPort(s.Host)
	if err != nil || port != 0 {
		return nil, wrong("host", "want a name or an address such as gw.example.com; echo requests know no port")
	}
	family, ok := map[string]netdial.Family{"": netdial.Any, "any": netdial.Any, "4": netdial.IPv4, "6": netdial.IPv6}[s.IP]
	if !ok {
		return nil, wrong("ip", "want any, 4 or 6")
	}
	sockets, ok := map[string][]echo.Socket{"": {echo.Datagram, echo.Raw}, "auto": {echo.Datagram, echo.Raw}, "datagram": {echo.Datagram}, "raw": {echo.Raw}}[s.Socket]
	if !ok {
		return nil, wrong("socket", "want auto, datagram or raw")
	}
	return &plan{
		host: host, family: family, count: s.Count, size: s.Size, interval: s.Interval.Std(), wait: s.Wait.Std(), whole: s.DontFragment,
		maxLoss: s.MaxLoss, maxTime: s.MaxTime.Std(), maxJitter: s.MaxJitter.Std(), sockets: sockets,
	}, s.measured()
}

// measured checks the numbers.
func (s *settings) measured() error {
	const least, most = 10 * time.Millisecond, time.Minute
	switch interval, wait := s.Interval.Std(), s.Wait.Std(); {
	case s.Count < 1 || s.Count > 100:
		return wrong("count", "want a number from 1 to 100")
	case interval < least || interval > most:
		return wrong("interval", "want 10ms to 1m: a host is asked, not flooded")
	case wait < least || wait > most:
		return wrong("wait", "want 10ms to 1m")
	case s.Size < 0 || s.Size > echo.MaxPayload:
		return wrong("size", "want 0 to 65500 bytes")
	case s.MaxLoss < 0 || s.MaxLoss >= 1:
		return wrong("max_loss", "want a share from 0 to below 1, such as 0.25")
	case s.MaxJitter > 0 && s.Count < 2:
		return wrong("max_jitter", "needs a count of at least 2")
	}
	return nil
}
