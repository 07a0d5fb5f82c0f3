package advice

import "strings"

// Software is a server whose configuration is known here.
type Software string

// The servers.
const (
	Nginx   Software = "nginx"
	Apache  Software = "Apache"
	HAProxy Software = "HAProxy"
)

// all lists them.
func all() []Software { return []Software{Nginx, Apache, HAProxy} }

// Named finds the software by what it calls itself in the header Server, empty
// when it is none of those. Tomcat calls itself Apache-Coyote, and is not.
func Named(header string) Software {
	name, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(header)), "/")
	name, _, _ = strings.Cut(name, " ")
	switch name {
	case "nginx", "openresty", "tengine", "angie", "freenginx":
		return Nginx
	case "apache":
		return Apache
	case "haproxy":
		return HAProxy
	default:
		return ""
	}
}
