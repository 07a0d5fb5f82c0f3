package pki

import (
	"slices"
	"strings"
)

// caaIssuer is an authority and the domains by which CAA records name it, as its
// certification practice statement says (and the CA/Browser Forum's common
// database repeats).
type caaIssuer struct {
	organisation string // a prefix of the subject's O
	domains      []string
}

// caaIssuers lists the authorities that issue nearly all certificates of today.
func caaIssuers() []caaIssuer {
	digicert := []string{
		"digicert.com", "www.digicert.com", "digicert.ne.jp", "cybertrust.ne.jp", "symantec.com",
		"thawte.com", "geotrust.com", "rapidssl.com", "volusion.com", "stratossl.com", "intermediatecertificate.com", "1and1.com",
	}
	sectigo := []string{"sectigo.com", "comodo.com", "comodoca.com", "usertrust.com", "trust-provider.com", "entrust.net", "affirmtrust.com", "zerossl.com"}
	godaddy := []string{"godaddy.com", "starfieldtech.com"}
	return []caaIssuer{
		{"Let's Encrypt", []string{"letsencrypt.org"}},
		{"Internet Security Research Group", []string{"letsencrypt.org"}},
		{"Google Trust Services", []string{"pki.goog", "google.com"}},
		{"DigiCert", digicert},
		{"QuoVadis", append([]string{"quovadisglobal.com"}, digicert...)},
		{"Sectigo", sectigo},
		{"COMODO", sectigo},
		{"The USERTRUST Network", sectigo},
		{"ZeroSSL", sectigo},
		{"Entrust", sectigo},
		{"Amazon", []string{"amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"}},
		{"GlobalSign", []string{"globalsign.com"}},
		{"GoDaddy", godaddy},
		{"Starfield", godaddy},
		{"IdenTrust", []string{"identrust.com"}},
		{"SSL Corp", []string{"ssl.com"}},
		{"Microsoft", []string{"microsoft.com"}},
		{"Certainly", []string{"certainly.com"}},
		{"Buypass", []string{"buypass.com", "buypass.no"}},
		{"Actalis", []string{"actalis.it"}},
		{"Hellenic Academic", []string{"harica.gr"}},
		{"SwissSign", []string{"swisssign.com", "swisssign.net", "swisssign.ch"}},
		{"D-Trust", []string{"d-trust.net", "dtrust.de", "d-trust.de"}},
		{"Deutsche Telekom", []string{"telesec.de", "pki.dfn.de", "dfn.de"}},
		{"Asseco Data Systems", []string{"certum.pl", "certum.eu"}},
		{"Unizeto", []string{"certum.pl", "certum.eu"}},
		{"Certigna", []string{"certigna.fr"}},
		{"Dhimyotis", []string{"certigna.fr"}},
		{"SECOM", []string{"secomtrust.net"}},
		{"TAIWAN-CA", []string{"twca.com.tw"}},
		{"Chunghwa Telecom", []string{"pki.hinet.net", "tls.hinet.net", "eca.hinet.net", "epki.com.tw", "publicca.hinet.net"}},
		{"TrustAsia", []string{"trustasia.com"}},
		{"GDCA", []string{"gdca.com.cn"}},
		{"Izenpe", []string{"izenpe.com", "izenpe.eus"}},
		{"FNMT-RCM", []string{"fnmt.es"}},
		{"Agencia Catalana de Certificacio", []string{"aoc.cat"}},
		{"Disig", []string{"disig.sk"}},
		{"NetLock", []string{"netlock.hu", "netlock.net", "netlock.eu"}},
		{"Microsec", []string{"e-szigno.hu"}},
		{"OISTE", []string{"wisekey.com", "hightrusted.com", "certifyid.com", "oiste.org"}},
		{"Telia", []string{"telia.com", "telia.fi", "telia.se"}},
		{"Viking Cloud", []string{"trustwave.com"}},
		{"SecureTrust", []string{"trustwave.com"}},
	}
}

// caaDomains returns the name of the leaf's issuer and the CAA domains of every
// authority above the leaf: a sub-authority answers to its own or its parent's.
func caaDomains(path []*cert) (who string, domains []string) {
	who = title(path[0].Issuer)
	orgs := slices.Clone(path[0].Issuer.Organization)
	for _, c := range path[1:] {
		orgs = append(orgs, c.Subject.Organization...)
	}
	for _, org := range orgs {
		for _, i := range caaIssuers() {
			if !strings.HasPrefix(org, i.organisation) {
				continue
			}
			for _, d := range i.domains {
				if !slices.Contains(domains, d) {
					domains = append(domains, d)
				}
			}
		}
	}
	return who, domains
}
