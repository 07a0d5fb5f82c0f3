package advice

import (
	"strings"

	"holdfast/probes/internal/tlsrules/mozilla"
	"holdfast/probes/internal/tlswire"
)

// directives are the lines for a change, for one software or, when that is not
// known, for all.
func directives(id string, software Software, profile mozilla.Profile) []Directive {
	known := []Software{software}
	if software == "" {
		known = all()
	}
	var out []Directive
	for _, s := range known {
		if lines := lines(s, profile)[id]; len(lines) > 0 {
			out = append(out, Directive{Software: s, Lines: lines})
		}
	}
	return out
}

// lines are all directives of one software, by change.
func lines(s Software, profile mozilla.Profile) map[string][]string {
	suites, groups := openssl(profile.Suites), curves(profile.Groups)
	switch s {
	case Nginx:
		return map[string][]string{
			"versions":    {"ssl_protocols TLSv1.2 TLSv1.3;"},
			"suites":      {"ssl_ciphers " + suites + ";", "ssl_prefer_server_ciphers off;"},
			"hsts":        {`add_header Strict-Transport-Security "max-age=63072000" always;`},
			"chain":       {"ssl_certificate /etc/ssl/fullchain.pem;  # the certificate, then the intermediates"},
			"dh":          {"ssl_dhparam /etc/ssl/dhparam.pem;  # openssl dhparam -out /etc/ssl/dhparam.pem 2048"},
			"compression": {"# nginx has not compressed TLS since 1.3.2: update it"},
			"certificate": {"ssl_certificate /etc/ssl/fullchain.pem;", "ssl_certificate_key /etc/ssl/key.pem;"},
			"groups":      {"ssl_ecdh_curve " + groups + ";  # OpenSSL 3.5 or newer"},
			"staple":      {"ssl_stapling on;", "ssl_stapling_verify on;"},
		}
	case Apache:
		return map[string][]string{
			"versions":    {"SSLProtocol -all +TLSv1.2 +TLSv1.3"},
			"suites":      {"SSLCipherSuite " + suites, "SSLHonorCipherOrder off"},
			"hsts":        {`Header always set Strict-Transport-Security "max-age=63072000"`},
			"chain":       {"SSLCertificateFile /etc/ssl/fullchain.pem  # the certificate, then the intermediates; Apache 2.4.8 or newer"},
			"dh":          {`SSLOpenSSLConfCmd DHParameters "/etc/ssl/dhparam.pem"  # openssl dhparam -out /etc/ssl/dhparam.pem 2048`},
			"compression": {"SSLCompression off"},
			"certificate": {"SSLCertificateFile /etc/ssl/fullchain.pem", "SSLCertificateKeyFile /etc/ssl/key.pem"},
			"update":      {"SSLInsecureRenegotiation off"},
			"groups":      {"SSLOpenSSLConfCmd Curves " + groups + "  # OpenSSL 3.5 or newer"},
			"staple":      {"SSLUseStapling On", `SSLStaplingCache "shmcb:logs/ssl_stapling(32768)"`},
		}
	case HAProxy:
		return map[string][]string{
			"versions":    {"ssl-default-bind-options ssl-min-ver TLSv1.2  # in global"},
			"suites":      {"ssl-default-bind-ciphers " + suites, "ssl-default-bind-options prefer-client-ciphers"},
			"hsts":        {`http-response set-header Strict-Transport-Security "max-age=63072000"  # in the frontend`},
			"chain":       {"bind :443 ssl crt /etc/haproxy/site.pem  # key, certificate and intermediates in one file"},
			"dh":          {"ssl-dh-param-file /etc/haproxy/dhparam.pem  # openssl dhparam -out /etc/haproxy/dhparam.pem 2048"},
			"compression": {"# HAProxy does not compress TLS since 1.5: update it"},
			"certificate": {"bind :443 ssl crt /etc/haproxy/site.pem  # key, certificate and intermediates in one file"},
			"groups":      {"ssl-default-bind-curves " + groups + "  # HAProxy 2.9, OpenSSL 3.5 or newer"},
			"staple":      {"ocsp-update.mode on  # in global; HAProxy 3.0 or newer"},
		}
	default:
		return nil
	}
}

// openssl writes the suites below TLS 1.3 as OpenSSL's cipher string. The names
// of ephemeral curves with AEAD differ from the registry's by rule.
func openssl(suites []tlswire.Suite) string {
	var names []string
	for _, s := range suites {
		if !s.EllipticCurve() {
			continue
		}
		name := strings.TrimPrefix(s.String(), "TLS_")
		name = strings.NewReplacer("_WITH_", "-", "AES_128", "AES128", "AES_256", "AES256", "POLY1305_SHA256", "POLY1305", "_", "-").Replace(name)
		names = append(names, name)
	}
	return strings.Join(names, ":")
}

// curves writes groups as OpenSSL names them.
func curves(groups []tlswire.Group) string {
	var names []string
	for _, g := range groups {
		switch g {
		case tlswire.X25519:
			names = append(names, "X25519")
		case tlswire.Secp256r1:
			names = append(names, "prime256v1")
		default:
			names = append(names, g.String())
		}
	}
	return strings.Join(names, ":")
}
