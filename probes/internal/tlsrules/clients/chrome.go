package clients

import "holdfast/probes/internal/tlswire"

// chrome are Google Chrome and the browsers built from it.
func chrome() []Client {
	return []Client{
		{
			Name: "Chrome 49 (Windows 7)", Source: testssl, Oldest: tlswire.TLS10, Newest: tlswire.TLS12, SNI: true,
			MinDH: 1024,
			Suites: []tlswire.Suite{
				0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xcc14, 0xcc13, 0xc00a, 0xc014, 0xc009, 0xc013, 0x009c, 0x0035,
				0x002f, 0x000a,
			},
			Groups:  []tlswire.Group{23, 24},
			Schemes: []tlswire.Scheme{0x0601, 0x0603, 0x0501, 0x0503, 0x0401, 0x0403, 0x0301, 0x0303, 0x0201, 0x0203},
			ALPN:    []string{"h2", "spdy/3.1", "http/1.1"},
		},
		{
			Name: "Chrome 70 (Windows 10)", Source: testssl, Oldest: tlswire.TLS10, Newest: tlswire.TLS13, SNI: true,
			MinDH: 1024,
			Suites: []tlswire.Suite{
				0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c,
				0x009d, 0x002f, 0x0035, 0x000a,
			},
			Groups:  []tlswire.Group{29, 23, 24},
			Schemes: []tlswire.Scheme{0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201},
			ALPN:    []string{"h2", "http/1.1"},
		},
		{
			Name: "Chrome 79 (Windows 10)", Source: testssl, Oldest: tlswire.TLS10, Newest: tlswire.TLS13, SNI: true,
			MinDH: 1024,
			Suites: []tlswire.Suite{
				0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c,
				0x009d, 0x002f, 0x0035, 0x000a,
			},
			Groups:  []tlswire.Group{29, 23, 24},
			Schemes: []tlswire.Scheme{0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201},
			ALPN:    []string{"h2", "http/1.1"},
		},
		{
			Name: "Chrome 101 (Windows 10)", Source: testssl, Oldest: tlswire.TLS12, Newest: tlswire.TLS13, SNI: true,
			MinDH: 1024,
			Suites: []tlswire.Suite{
				0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c,
				0x009d, 0x002f, 0x0035,
			},
			Groups:  []tlswire.Group{29, 23, 24},
			Schemes: []tlswire.Scheme{0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601},
			ALPN:    []string{"h2", "http/1.1"},
		},
		{
			Name: "Chrome 120", Source: utls, Oldest: tlswire.TLS12, Newest: tlswire.TLS13, SNI: true,
			MinDH: 1024,
			Suites: []tlswire.Suite{
				0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c,
				0x009d, 0x002f, 0x0035,
			},
			Groups:  []tlswire.Group{29, 23, 24},
			Schemes: []tlswire.Scheme{0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601},
			ALPN:    []string{"h2", "http/1.1"},
		},
		{
			Name: "Chrome 131", Source: utls, Oldest: tlswire.TLS12, Newest: tlswire.TLS13, SNI: true,
			MinDH: 1024,
			Suites: []tlswire.Suite{
				0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c,
				0x009d, 0x002f, 0x0035,
			},
			Groups:  []tlswire.Group{4588, 29, 23, 24},
			Schemes: []tlswire.Scheme{0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601},
			ALPN:    []string{"h2", "http/1.1"},
		},
		{
			Name: "Chrome 137 (Windows 11)", Source: testssl, Oldest: tlswire.TLS12, Newest: tlswire.TLS13, SNI: true,
			MinDH: 1024, Current: true, Browser: true,
			Suites: []tlswire.Suite{
				0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c,
				0x009d, 0x002f, 0x0035,
			},
			Groups:  []tlswire.Group{4588, 29, 23, 24},
			Schemes: []tlswire.Scheme{0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601},
			ALPN:    []string{"h2", "http/1.1"},
		},
		{
			Name: "Edge 133 (Windows 11)", Source: testssl, Oldest: tlswire.TLS12, Newest: tlswire.TLS13, SNI: true,
			Current: true,
			Suites: []tlswire.Suite{
				0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c,
				0x009d, 0x002f, 0x0035,
			},
			Groups:  []tlswire.Group{4588, 29, 23, 24},
			Schemes: []tlswire.Scheme{0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601},
			ALPN:    []string{"h2", "http/1.1"},
		},
	}
}
