package pki

import (
	"strings"
	"time"
)

// distrustRule is an authority that browsers gave up.
type distrustRule struct {
	authority string
	// organisation and name are prefixes of O and CN of a certificate above the
	// leaf; an empty name is any.
	organisation, name string
	// after is the last day on which certificates were still taken; those that
	// begin later are refused. Zero refuses all.
	after time.Time
}

// distrusted lists them, the reason's date in brackets. An organisation alone
// is named only where all that it ever signed is refused; resellers whose name
// lives on below other roots (Entrust, GeoTrust) are told apart by the name.
func distrusted() []distrustRule {
	date := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 23, 59, 59, 0, time.UTC) }
	return []distrustRule{
		{authority: "DigiNotar (2011)", organisation: "DigiNotar"},
		{authority: "CNNIC (2015)", organisation: "CNNIC"},
		{authority: "CNNIC (2015)", organisation: "China Internet Network Information Center"},
		{authority: "WoSign (2016)", organisation: "WoSign"},
		{authority: "StartCom (2016)", organisation: "StartCom"},
		{authority: "PROCERT (2017)", organisation: "Sistema Nacional de Certificacion Electronica"},
		{authority: "Symantec (2018)", organisation: "Symantec Corporation"},
		{authority: "Symantec (2018)", organisation: "VeriSign, Inc."},
		{authority: "Symantec (2018)", organisation: "GeoTrust Inc."},
		{authority: "Symantec (2018)", organisation: "thawte, Inc."},
		{authority: "Symantec (2018)", organisation: "Equifax"},
		{authority: "Certinomis (2019)", organisation: "Certinomis"},
		{authority: "Camerfirma (2021)", organisation: "AC Camerfirma S"},
		{authority: "TrustCor (2022)", organisation: "TrustCor Systems"},
		{authority: "e-Tugra (2023)", organisation: "E-Tuğra"},
		{authority: "e-Tugra (2023)", organisation: "E-Tugra"},
		{authority: "GLOBALTRUST (2024)", organisation: "e-commerce monitoring GmbH", after: date(2024, 6, 30)},
		{authority: "Entrust (2024)", organisation: "Entrust", name: "Entrust Root Certification Authority", after: date(2024, 11, 11)},
		{authority: "Entrust (2024)", organisation: "Entrust.net", after: date(2024, 11, 11)},
		{authority: "Entrust (2024)", organisation: "AffirmTrust", after: date(2024, 11, 11)},
		{authority: "Chunghwa Telecom (2025)", organisation: "Chunghwa Telecom", after: date(2025, 7, 31)},
		{authority: "NetLock (2025)", organisation: "NetLock Kft.", after: date(2025, 7, 31)},
		{authority: "NetLock (2025)", organisation: "NETLOCK", after: date(2025, 7, 31)},
	}
}

// distrustedOn names the given-up authority that a path leads over, if any.
func distrustedOn(path []*cert) string {
	for _, c := range path[min(1, len(path)):] {
		for _, org := range c.Subject.Organization {
			if a := distrustedName(org, c.Subject.CommonName, path[0].NotBefore); a != "" {
				return a
			}
		}
	}
	return ""
}

// distrustedIssuer asks the same of what the last known certificate names as
// its issuer, for a chain that leads to no root.
func distrustedIssuer(leaf, last *cert) string {
	for _, org := range last.Issuer.Organization {
		if a := distrustedName(org, last.Issuer.CommonName, leaf.NotBefore); a != "" {
			return a
		}
	}
	return ""
}

func distrustedName(org, name string, begins time.Time) string {
	for _, r := range distrusted() {
		if strings.HasPrefix(org, r.organisation) && strings.HasPrefix(name, r.name) && begins.After(r.after) {
			return r.authority
		}
	}
	return ""
}
