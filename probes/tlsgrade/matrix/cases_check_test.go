//go:build check

package matrix

import (
	"time"

	"holdfast/probes/internal/front"
)

// Lists that several servers share, in the words of their configuration and in
// those of the truth.
const (
	gcm3Conf   = "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305"
	gcm3       = "ECDHE_RSA_WITH_AES_256_GCM_SHA384 ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
	ecdsa3Conf = "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305"
	ecdsa3     = "ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
	// suites13 is what OpenSSL does in TLS 1.3 when it is not told.
	suites13  = "AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256 AES_128_GCM_SHA256"
	rsaCert   = "certificate RSA 2048 ECDSA-SHA256"
	ecCert    = "certificate ECDSA 256 ECDSA-SHA256"
	twoCurves = "X25519:prime256v1"
	two       = "secp256r1 x25519"
)

// both are the lines of a server with TLS 1.2 and 1.3 with two curves.
func both(suites12 string) []string {
	return []string{"TLS1.2 server: " + suites12, "TLS1.2 groups: " + two, "TLS1.3 server: " + suites13, "TLS1.3 groups: " + two}
}

// lines joins single lines and lists of them.
func lines(parts ...any) []string {
	var out []string
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			out = append(out, p)
		case []string:
			out = append(out, p...)
		}
	}
	return out
}

func nginxServers() []*server {
	const modern = "ssl_protocols TLSv1.2 TLSv1.3; ssl_ecdh_curve X25519:prime256v1; ssl_prefer_server_ciphers on; "
	good := modern + "ssl_ciphers " + gcm3Conf + "; "
	ec := modern + "ssl_ciphers " + ecdsa3Conf + "; "
	const hsts = `add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always; `
	return []*server{
		{
			name: "TLS 1.2 alone", conf: "ssl_protocols TLSv1.2; ssl_prefer_server_ciphers on; ssl_ecdh_curve X25519:prime256v1; ssl_ciphers " + gcm3Conf + ";",
			truth: lines("A- no-tls13", "TLS1.2 server: "+gcm3, "TLS1.2 groups: "+two, rsaCert),
		},
		{
			name: "TLS 1.3 alone, HSTS, ECDSA", cert: "ec", conf: "ssl_protocols TLSv1.3; ssl_prefer_server_ciphers on; ssl_ecdh_curve X25519:prime256v1; " + hsts,
			truth: lines("A+", "TLS1.3 server: "+suites13, "TLS1.3 groups: "+two, ecCert, "HSTS max-age=63072000; includeSubDomains"),
		},
		{
			name: "Mozilla intermediate", conf: "ssl_protocols TLSv1.2 TLSv1.3; ssl_ecdh_curve X25519:prime256v1:secp384r1; ssl_prefer_server_ciphers off; ssl_ciphers " + gcm3Conf + "; " + hsts,
			truth: lines("A+",
				"TLS1.2 client: ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE_RSA_WITH_AES_256_GCM_SHA384 ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "TLS1.2 groups: secp256r1 secp384r1 x25519",
				"TLS1.3 client: AES_128_GCM_SHA256 AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256", "TLS1.3 groups: secp256r1 secp384r1 x25519", rsaCert, "HSTS max-age=63072000; includeSubDomains"),
		},
		{name: "no HSTS", conf: good, truth: lines("A", both(gcm3), rsaCert)},
		{
			name: "HSTS of a day", conf: good + `add_header Strict-Transport-Security "max-age=86400";`,
			truth: lines("A- hsts", both(gcm3), rsaCert, "HSTS max-age=86400"),
		},
		{
			name: "HSTS off", conf: good + `add_header Strict-Transport-Security "max-age=0";`,
			truth: lines("A- hsts", both(gcm3), rsaCert, "HSTS max-age=0"),
		},
		{
			name: "static RSA alone", conf: "ssl_protocols TLSv1.2; ssl_prefer_server_ciphers on; ssl_ciphers AES256-GCM-SHA384:AES128-GCM-SHA256;",
			truth: lines("B no-forward-secrecy no-tls13", "TLS1.2 server: RSA_WITH_AES_256_GCM_SHA384 RSA_WITH_AES_128_GCM_SHA256", rsaCert),
		},
		{
			name: "static RSA before ECDHE", conf: "ssl_protocols TLSv1.2; ssl_prefer_server_ciphers on; ssl_ecdh_curve X25519; ssl_ciphers AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384;",
			truth: lines("B no-forward-secrecy no-tls13", "TLS1.2 server: RSA_WITH_AES_256_GCM_SHA384 ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS1.2 groups: x25519", rsaCert),
		},
		{
			name: "two certificates", cert: "rsa", conf: "ssl_certificate @DIR@/ec.crt; ssl_certificate_key @DIR@/ec.key; " + modern + "ssl_ciphers " + ecdsa3Conf + ":" + gcm3Conf + "; ",
			truth: lines("A", both(ecdsa3+" "+gcm3), ecCert, rsaCert),
		},
		{name: "expired", cert: "expired", conf: good, truth: lines("T period", both(gcm3), rsaCert+" expired")},
		{name: "not yet valid", cert: "notyet", conf: ec, truth: lines("T period", both(ecdsa3), ecCert+" not-yet-valid")},
		{name: "of another name", cert: "othername", conf: ec, truth: lines("M name", both(ecdsa3), ecCert+" other-name")},
		{name: "of a stranger", cert: "stranger", conf: ec, truth: lines("T untrusted", both(ecdsa3), ecCert+" untrusted")},
		{name: "self-signed", cert: "self", conf: ec, truth: lines("T self-signed", both(ecdsa3), ecCert+" untrusted self-signed")},
		{name: "key of 1024 bits", cert: "rsa1024", conf: good, truth: lines("B key-2048", both(gcm3), "certificate RSA 1024 ECDSA-SHA256")},
		{name: "key of 4096 bits", cert: "rsa4096", conf: good, truth: lines("A", both(gcm3), "certificate RSA 4096 ECDSA-SHA256")},
		{
			name: "stapled", cert: "ec", conf: ec + "ssl_stapling on; ssl_stapling_file @CERT@.ocsp;",
			truth: lines("A", both(ecdsa3), ecCert+" good", "stapled"),
		},
		{
			name: "revoked", cert: "revoked", conf: ec + "ssl_stapling on; ssl_stapling_file @CERT@.ocsp;",
			truth: lines("T revoked", both(ecdsa3), ecCert+" revoked", "stapled"),
		},
		{name: "must staple, and does not", cert: "muststaple", conf: ec, truth: lines("A", both(ecdsa3), ecCert+" must-staple")},
		{
			name: "client certificate", conf: good + "ssl_client_certificate @DIR@/root.pem; ssl_verify_client on;",
			truth: lines("A", both(gcm3), rsaCert, "client certificate required"),
		},
		{
			name: "Diffie-Hellman of 2048 bits", conf: "ssl_protocols TLSv1.2; ssl_prefer_server_ciphers on; ssl_dhparam @DIR@/dh2048.pem; ssl_ciphers DHE-RSA-AES256-GCM-SHA384;",
			truth: lines("A- no-tls13", "TLS1.2 only: DHE_RSA_WITH_AES_256_GCM_SHA384", "DH 2048 RFC 7919 ffdhe2048", rsaCert),
		},
		{name: "behind what drops big hellos", conf: good, before: &front.Manner{Dislikes: front.BiggerThan(600, front.Reset)}, truth: lines("A", both(gcm3), rsaCert, "intolerant size")},
		{
			name: "behind what drops new extensions", conf: good, before: &front.Manner{Dislikes: front.Newer(front.Until2015(), front.Shut)},
			truth: lines("A- no-tls13", "TLS1.2 server: "+gcm3, "TLS1.2 groups: "+two, rsaCert, "intolerant extension"),
		},
		{
			name: "behind what drops TLS 1.3 by its number", conf: good, before: &front.Manner{Dislikes: front.Offers13(front.Shut)},
			truth: lines("A- no-tls13", "TLS1.2 server: "+gcm3, "TLS1.2 groups: "+two, rsaCert, "intolerant version"),
		},
		{
			name: "behind what drops supported_versions", conf: good, before: &front.Manner{Dislikes: front.Version13(front.Shut)},
			truth: lines("A- no-tls13", "TLS1.2 server: "+gcm3, "TLS1.2 groups: "+two, rsaCert, "intolerant extension"),
		},
		{name: "behind a limit of five a second", conf: good, unmannered: true, before: &front.Manner{Rate: 5}, truth: lines("A", both(gcm3), rsaCert)},
		{name: "slow", conf: good, before: &front.Manner{Slow: 200 * time.Millisecond}, truth: lines("A", both(gcm3), rsaCert)},
		{name: "hangs every seventh time", conf: good, unmannered: true, before: &front.Manner{HangEvery: 7}, truth: lines("A", both(gcm3), rsaCert)},
		{name: "closes instead of an alert", conf: good, before: &front.Manner{NoAlerts: true}, truth: lines("A", both(gcm3), rsaCert, "intolerant refusal")},
		{name: "one byte a second", conf: good, before: &front.Manner{Dribble: time.Second}, hostile: true},
		{name: "endless", conf: good, before: &front.Manner{Instead: front.Endless}, hostile: true},
		{name: "a certificate of 16 megabytes", conf: good, before: &front.Manner{Instead: front.Giant}, hostile: true},
	}
}

func apacheServers() []*server {
	const cbc = "ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA:AES256-SHA:AES128-SHA"
	const old = "ECDHE_RSA_WITH_AES_256_CBC_SHA ECDHE_RSA_WITH_AES_128_CBC_SHA RSA_WITH_AES_256_CBC_SHA RSA_WITH_AES_128_CBC_SHA"
	const curve = "SSLOpenSSLConfCmd Groups P-256\nSSLHonorCipherOrder on\n"
	return []*server{
		{
			name: "TLS 1.0 to 1.3", conf: curve + "SSLProtocol all -SSLv3 +TLSv1 +TLSv1.1\nSSLCipherSuite ECDHE-RSA-AES128-GCM-SHA256:" + cbc + ":@SECLEVEL=0",
			truth: lines("B tls10-11", "TLS1.0 server: "+old, "TLS1.1 server: "+old,
				"TLS1.2 server: ECDHE_RSA_WITH_AES_128_GCM_SHA256 "+old, "TLS1.2 groups: secp256r1", "TLS1.3 server: "+suites13, "TLS1.3 groups: secp256r1", rsaCert),
		},
		{
			name: "CBC alone", conf: curve + "SSLProtocol TLSv1.2\nSSLCipherSuite ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256",
			truth: lines("B no-aead no-tls13", "TLS1.2 server: ECDHE_RSA_WITH_AES_256_CBC_SHA384 ECDHE_RSA_WITH_AES_128_CBC_SHA256", "TLS1.2 groups: secp256r1", rsaCert),
		},
		{
			name: "Ed25519", cert: "ed25519", conf: curve + "SSLProtocol TLSv1.3",
			truth: lines("A", "TLS1.3 server: "+suites13, "TLS1.3 groups: secp256r1", "certificate Ed25519 256 ECDSA-SHA256"),
		},
	}
}

func haproxyServers() []*server {
	const modern = " curves X25519:P-256 ssl-min-ver TLSv1.2 ciphers "
	chacha := func(suites string) []string {
		return []string{"TLS1.2 server ChaCha-first: " + suites, "TLS1.2 groups: " + two, "TLS1.3 server ChaCha-first: " + suites13, "TLS1.3 groups: " + two}
	}
	return []*server{
		{name: "ChaCha20 to who lists it first", conf: modern + gcm3Conf, truth: lines("A", chacha(gcm3), rsaCert, "resumes by id")},
		{name: "incomplete chain", cert: "alone", conf: modern + ecdsa3Conf, truth: lines("B chain-incomplete", chacha(ecdsa3), ecCert+" incomplete", "resumes by id")},
		{
			name: "static RSA last", conf: " curves P-256 ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.2 ciphers ECDHE-RSA-AES128-GCM-SHA256:AES128-GCM-SHA256",
			truth: lines("A- no-tls13", "TLS1.2 server: ECDHE_RSA_WITH_AES_128_GCM_SHA256 RSA_WITH_AES_128_GCM_SHA256", "TLS1.2 groups: secp256r1", rsaCert, "resumes by id"),
		},
	}
}

func lighttpdServers() []*server {
	return []*server{
		{
			name: "P-384 alone", conf: `ssl.openssl.ssl-conf-cmd = ("MinProtocol" => "TLSv1.2", "CipherString" => "` + gcm3Conf + `", "Groups" => "secp384r1", "Options" => "ServerPreference")`,
			truth: lines("A", "TLS1.2 server: "+gcm3, "TLS1.2 groups: secp384r1", "TLS1.3 server: "+suites13, "TLS1.3 groups: secp384r1", rsaCert),
		},
		{
			name: "ChaCha20 alone", conf: `ssl.openssl.ssl-conf-cmd = ("MinProtocol" => "TLSv1.2", "CipherString" => "ECDHE-RSA-CHACHA20-POLY1305", "Ciphersuites" => "TLS_CHACHA20_POLY1305_SHA256", "Groups" => "X25519")`,
			truth: lines("A", "TLS1.2 only: ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "TLS1.2 groups: x25519", "TLS1.3 only: CHACHA20_POLY1305_SHA256", "TLS1.3 groups: x25519", rsaCert),
		},
	}
}

func stunnelServers() []*server {
	return []*server{
		{
			name: "Diffie-Hellman", conf: "cert = @CERT@.crt\nsslVersion = TLSv1.2\noptions = CIPHER_SERVER_PREFERENCE\nciphers = DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-SHA",
			truth: lines("A- no-tls13", "TLS1.2 server: DHE_RSA_WITH_AES_256_GCM_SHA384 DHE_RSA_WITH_AES_128_GCM_SHA256 DHE_RSA_WITH_AES_256_CBC_SHA", "DH 2048", rsaCert, "resumes by id"),
		},
	}
}

func opensslServers() []*server {
	return []*server{
		{
			name: "TLS 1.0 alone", conf: "-tls1 -serverpref -groups P-256 -cipher ECDHE-RSA-AES256-SHA:AES128-SHA:@SECLEVEL=0",
			truth: lines("C no-tls12 tls10-11 no-aead no-tls13", "TLS1.0 server: ECDHE_RSA_WITH_AES_256_CBC_SHA RSA_WITH_AES_128_CBC_SHA", "TLS1.0 groups: secp256r1", rsaCert, "resumes by id"),
		},
		{
			name: "Diffie-Hellman of 1024 bits", conf: "-tls1_2 -serverpref -dhparam @DIR@/dh1024.pem -cipher DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0",
			truth: lines("B dh-2048 no-tls13", "TLS1.2 server: DHE_RSA_WITH_AES_256_GCM_SHA384 DHE_RSA_WITH_AES_128_GCM_SHA256", "DH 1024 RFC 2409 1024-bit", rsaCert, "resumes by id"),
		},
		{
			name: "no encryption", conf: "-tls1_2 -serverpref -groups P-256 -cipher ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-NULL-SHA:NULL-SHA256:@SECLEVEL=0",
			truth: lines("F weak-suite no-tls13", "TLS1.2 server: ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE_RSA_WITH_NULL_SHA RSA_WITH_NULL_SHA256", "TLS1.2 groups: secp256r1", rsaCert, "resumes by id"),
		},
		{
			name: "nobody's signature", conf: "-tls1_2 -serverpref -groups P-256 -dhparam @DIR@/dh2048.pem -cipher ECDHE-RSA-AES128-GCM-SHA256:ADH-AES128-GCM-SHA256:AECDH-AES128-SHA:@SECLEVEL=0",
			truth: lines("F anonymous no-tls13", "TLS1.2 server: ECDHE_RSA_WITH_AES_128_GCM_SHA256 DH_anon_WITH_AES_128_GCM_SHA256 ECDH_anon_WITH_AES_128_CBC_SHA", "TLS1.2 groups: secp256r1", "DH 2048 RFC 7919 ffdhe2048", rsaCert, "resumes by id"),
		},
		{
			name: "what few have", conf: "-tls1_2 -serverpref -groups P-256 -dhparam @DIR@/dh2048.pem -cipher ECDHE-ARIA256-GCM-SHA384:ECDHE-RSA-CAMELLIA128-SHA256:DHE-RSA-AES256-CCM:DHE-RSA-AES128-CCM8:@SECLEVEL=0",
			// No browser has one of these; the guide lowers nothing for that (2009r: only TLS 1.3 is missing).
			truth: lines("A- no-tls13", "TLS1.2 server: ECDHE_RSA_WITH_ARIA_256_GCM_SHA384 ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256 DHE_RSA_WITH_AES_256_CCM DHE_RSA_WITH_AES_128_CCM_8", "TLS1.2 groups: secp256r1", "DH 2048 RFC 7919 ffdhe2048", rsaCert, "resumes by id"),
		},
		{
			name: "ARIA alone", conf: "-tls1_2 -serverpref -groups P-256 -cipher ECDHE-ARIA128-GCM-SHA256:@SECLEVEL=0",
			truth: lines("A- no-tls13", "TLS1.2 only: ECDHE_RSA_WITH_ARIA_128_GCM_SHA256", "TLS1.2 groups: secp256r1", rsaCert, "resumes by id"),
		},
		{
			name: "Camellia alone", conf: "-tls1_2 -serverpref -groups P-256 -cipher CAMELLIA256-SHA:@SECLEVEL=0",
			truth: lines("B no-forward-secrecy no-aead no-tls13", "TLS1.2 only: RSA_WITH_CAMELLIA_256_CBC_SHA", rsaCert, "resumes by id"),
		},
		{
			name: "CCM alone", conf: "-tls1_2 -serverpref -groups P-256 -cipher AES128-CCM:@SECLEVEL=0",
			truth: lines("B no-forward-secrecy no-tls13", "TLS1.2 only: RSA_WITH_AES_128_CCM", rsaCert, "resumes by id"),
		},
		{
			name: "the client chooses", conf: "-tls1_2 -groups P-256 -cipher ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:AES128-GCM-SHA256",
			truth: lines("A- no-tls13", "TLS1.2 client: ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE_RSA_WITH_AES_256_GCM_SHA384 RSA_WITH_AES_128_GCM_SHA256", "TLS1.2 groups: secp256r1", rsaCert, "resumes by id"),
		},
		{
			name: "SHA-1 below", cert: "sha1", conf: "-tls1_2 -serverpref -groups P-256 -cipher ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0",
			truth: lines("T sha1-signature no-tls13", "TLS1.2 only: ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS1.2 groups: secp256r1", "certificate RSA 2048 ECDSA-SHA1", "resumes by id"),
		},
		{
			name: "the client may renegotiate", conf: "-tls1_2 -serverpref -groups P-256 -client_renegotiation -cipher ECDHE-RSA-AES128-GCM-SHA256",
			truth: lines("A- no-tls13", "TLS1.2 only: ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS1.2 groups: secp256r1", rsaCert, "resumes by id", "flaw client-renegotiation"),
		},
	}
}

func gnutlsServers() []*server {
	const frame = "--priority NONE:+CTYPE-ALL:+COMP-NULL:+SIGN-ALL:%SERVER_PRECEDENCE"
	return []*server{
		{
			name: "TLS 1.1 alone", conf: frame + ":+VERS-TLS1.1:+ECDHE-RSA:+RSA:+AES-128-CBC:+SHA1:+GROUP-SECP256R1:+SIGN-RSA-SHA1",
			truth: lines("C no-tls12 tls10-11 no-aead no-tls13", "TLS1.1 server: ECDHE_RSA_WITH_AES_128_CBC_SHA RSA_WITH_AES_128_CBC_SHA", "TLS1.1 groups: secp256r1", rsaCert, "resumes by id", "flaw client-renegotiation"),
		},
		{
			name: "RC4 last", conf: frame + ":+VERS-TLS1.2:+ECDHE-RSA:+AES-128-GCM:+ARCFOUR-128:+AEAD:+SHA1:+GROUP-X25519",
			truth: lines("B rc4 no-tls13", "TLS1.2 server: ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE_RSA_WITH_RC4_128_SHA", "TLS1.2 groups: x25519", rsaCert, "resumes by id", "flaw client-renegotiation"),
		},
		{
			name: "no secure renegotiation", conf: frame + ":%DISABLE_SAFE_RENEGOTIATION:+VERS-TLS1.2:+ECDHE-RSA:+AES-256-GCM:+AES-128-GCM:+AEAD:+GROUP-X25519",
			// GnuTLS then also lets a client renegotiate without it.
			truth: lines("F insecure-renegotiation no-tls13 no-secure-renegotiation", "TLS1.2 server: ECDHE_RSA_WITH_AES_256_GCM_SHA384 ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS1.2 groups: x25519", rsaCert, "no secure renegotiation", "resumes by id", "flaw insecure-renegotiation"),
		},
		{
			name: "named prime fields", conf: frame + ":+VERS-TLS1.2:+DHE-RSA:+AES-128-GCM:+AEAD:+GROUP-FFDHE2048:+GROUP-FFDHE3072",
			truth: lines("A- no-tls13", "TLS1.2 only: DHE_RSA_WITH_AES_128_GCM_SHA256", "DH 2048 RFC 7919 ffdhe2048", rsaCert, "resumes by id", "flaw client-renegotiation"),
		},
	}
}

func eximServers() []*server {
	return []*server{{
		name: "STARTTLS", startTLS: "smtp", conf: "tls_require_ciphers = NONE:+CTYPE-ALL:+COMP-NULL:+SIGN-ALL:%SERVER_PRECEDENCE:+VERS-TLS1.2:+VERS-TLS1.3:+ECDHE-RSA:+AES-256-GCM:+AES-128-GCM:+AEAD:+GROUP-X25519",
		truth: lines("A", "TLS1.2 server: ECDHE_RSA_WITH_AES_256_GCM_SHA384 ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS1.2 groups: x25519", "TLS1.3 server: AES_256_GCM_SHA384 AES_128_GCM_SHA256", "TLS1.3 groups: x25519", rsaCert),
	}}
}

func javaServers() []*server {
	const modern = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,TLS_RSA_WITH_AES_128_CBC_SHA"
	const modernSuites = "ECDHE_RSA_WITH_AES_128_CBC_SHA RSA_WITH_AES_128_CBC_SHA"
	return []*server{
		{
			name: "SSL 3 alone", conf: "SSLv3 TLS_RSA_WITH_AES_128_CBC_SHA,SSL_RSA_WITH_RC4_128_SHA,SSL_RSA_WITH_3DES_EDE_CBC_SHA server",
			truth: lines("F ssl3-best no-tls12 poodle ssl3 rc4 no-forward-secrecy no-aead no-tls13",
				"SSLv3 server: RSA_WITH_AES_128_CBC_SHA RSA_WITH_RC4_128_SHA RSA_WITH_3DES_EDE_CBC_SHA", rsaCert, "flaw poodle", "flaw sweet32"),
		},
		{
			// JSSE has export suites below TLS 1.1 only, and DES below TLS 1.2.
			name: "export and DES", conf: "TLSv1,TLSv1.1,TLSv1.2 " + modern + ",SSL_RSA_WITH_DES_CBC_SHA,SSL_RSA_EXPORT_WITH_RC4_40_MD5 server",
			truth: lines("F weak-suite tls10-11 rc4 no-aead no-tls13", "TLS1.0 server: "+modernSuites+" RSA_WITH_DES_CBC_SHA RSA_EXPORT_WITH_RC4_40_MD5",
				"TLS1.1 server: "+modernSuites+" RSA_WITH_DES_CBC_SHA",
				"TLS1.2 server: "+modernSuites, "TLS1.2 groups: secp256r1 x25519", rsaCert, "resumes by id", "ignores the fallback signal", "flaw client-renegotiation", "flaw sweet32", "flaw freak"),
		},
		{
			name: "TLS 1.2 and 1.3", cert: "ec", conf: "TLSv1.2,TLSv1.3 TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 server",
			truth: lines("A", "TLS1.2 only: ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS1.2 groups: secp256r1 x25519", "TLS1.3 server: AES_128_GCM_SHA256 AES_256_GCM_SHA384", "TLS1.3 groups: secp256r1 x25519", ecCert, "resumes by id", "ignores the fallback signal", "flaw client-renegotiation"),
		},
	}
}

func goServers() []*server {
	const all13 = "AES_128_GCM_SHA256 AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256"
	return []*server{
		{
			name: "post-quantum, HSTS", cert: "ec", conf: "min=TLS1.3 groups=X25519MLKEM768,x25519 hsts=63072000",
			truth: lines("A+", "TLS1.3 server ChaCha-first: "+all13, "TLS1.3 groups: X25519MLKEM768 x25519", ecCert, "HSTS max-age=63072000"),
		},
		{
			name: "post-quantum alone", cert: "ec", conf: "min=TLS1.3 groups=X25519MLKEM768",
			truth: lines("A", "TLS1.3 server ChaCha-first: "+all13, "TLS1.3 groups: X25519MLKEM768", ecCert),
		},
		{
			name: "3DES last", conf: "min=TLS1.2 max=TLS1.2 groups=x25519 suites=ECDHE_RSA_WITH_AES_128_GCM_SHA256,ECDHE_RSA_WITH_AES_256_GCM_SHA384,ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
			truth: lines("A- no-tls13", "TLS1.2 server: ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE_RSA_WITH_AES_256_GCM_SHA384 ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "TLS1.2 groups: x25519", rsaCert, "flaw sweet32"),
		},
		{
			name: "refuses who does not name it", cert: "ec", conf: "min=TLS1.3 groups=x25519 strict=shop.test",
			truth: lines("A", "TLS1.3 server ChaCha-first: "+all13, "TLS1.3 groups: x25519", ecCert, "needs SNI"),
		},
	}
}
