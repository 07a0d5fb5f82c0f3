package tlsgrade

import (
	"net/netip"

	"holdfast"
	"holdfast/probes/internal/tlswire"
)

// settings are what a config may say.
type settings struct {
	Host           string      `yaml:"host" doc:"The name or address to ask. A port may follow it, as in example.com:8443."`
	Port           int         `yaml:"port" doc:"The TCP port; default 443."`
	ServerName     string      `yaml:"server_name" doc:"The name to ask for (SNI) and to find in the certificate; default the host."`
	Addresses      []string    `yaml:"addresses" doc:"Ask these addresses instead of those that the host resolves to."`
	IP             string      `yaml:"ip" doc:"Which addresses of the host: any (default), 4 or 6."`
	StartTLS       string      `yaml:"starttls" doc:"Speak this protocol first and upgrade: ftp, imap, irc, ldap, lmtp, mysql, nntp, pop3, postgres, sieve, smtp, xmpp or xmpp-server."`
	MinVersion     string      `yaml:"min_version" doc:"The oldest version that may be accepted: TLS1.0, TLS1.1, TLS1.2 (default) or TLS1.3."`
	ForwardSecrecy string      `yaml:"forward_secrecy" doc:"required (default): every accepted suite must have it; any: do not ask."`
	No             []string    `yaml:"no" doc:"Families of suites that must not be accepted; default 3DES, RC4, NULL, EXPORT, anon and DES."`
	Certificate    certificate `yaml:"certificate" doc:"How much time the certificate must have left."`
	CA             string      `yaml:"ca" doc:"A PEM file with the authorities to trust instead of the system's."`
	Parallel       int         `yaml:"parallel" doc:"Connections open at once, 1 to 16; default 4."`
	AtLeast        string      `yaml:"at_least" doc:"The least grade of the SSL Labs guide: A+, A, A-, B, C, D, E or F; default none. With it the page, the vulnerabilities and the authorities are asked as well."`

	Vulnerabilities holdfast.Duration `yaml:"vulnerabilities" doc:"How old an answer about vulnerabilities may be before they are asked for again; default 1d with at_least, else never."`
	Revocation      string            `yaml:"revocation" doc:"Whom to ask about revocation: authorities (OCSP and CRL, default with at_least) or staple (only what the server sends)."`
}

// certificate are the wants about the certificate's end.
type certificate struct {
	DaysLeft int     `yaml:"days_left" doc:"The least number of days left before it is at risk; default none."`
	LifeLeft float64 `yaml:"life_left" doc:"The least share of its lifetime left, 0 to 1; default 0.25 when days_left is not given."`
}

// defaults returns the settings of an empty config.
func defaults() *settings {
	return &settings{
		Port:           443,
		IP:             "any",
		MinVersion:     tlswire.TLS12.String(),
		ForwardSecrecy: "required",
		No:             []string{"3DES", "RC4", "NULL", "EXPORT", "anon", "DES"},
		Parallel:       4,
	}
}

// refuse makes a setting's error.
func refuse(field, text string) error { return &holdfast.SettingError{Field: field, Text: text} }

// addresses reads the list of addresses.
func (s *settings) addresses() ([]netip.Addr, error) {
	var out []netip.Addr
	for _, text := range s.Addresses {
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return nil, refuse("addresses", text+" is no address; want one such as 192.0.2.10 or 2001:db8::10")
		}
		out = append(out, addr.Unmap())
	}
	return out, nil
}
