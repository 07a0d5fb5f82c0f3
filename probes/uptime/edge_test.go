package uptime_test

import (
	"testing"

	"holdfast"
)

func TestChallengePagesAreUnknown(t *testing.T) {
	t.Parallel()
	refused := func(edge string) expectation {
		return expectation{holdfast.Unknown, "COULD NOT LOOK", []string{"edge"}, "with a challenge page of " + edge}
	}
	for name, c := range map[string]struct {
		status   int
		body     string
		headers  []string
		settings string
		want     expectation
	}{
		"cloudflare header":      {403, "", []string{"Cf-Mitigated", "challenge"}, "", refused("Cloudflare")},
		"cloudflare page":        {503, "<title>Just a moment...</title>", []string{"Server", "cloudflare"}, "contains: shop", refused("Cloudflare")},
		"cloudflare's own error": {521, "Web server is down", []string{"Server", "cloudflare"}, "", broken("DOWN", "521", "status")},
		"origin's 503 behind it": {503, "maintenance", []string{"Server", "cloudflare"}, "", broken("DOWN", "503", "status")},
		"page about challenges":  {200, "Just a moment...", []string{"Server", "cloudflare"}, "", holds("200")},
		"aws, with status 202":   {202, "", []string{"X-Amzn-Waf-Action", "challenge"}, "", refused("AWS WAF")},
		"akamai":                 {403, "<H1>Access Denied</H1> Reference #18.x errors.edgesuite.net", []string{"Server", "AkamaiGHost"}, "", refused("Akamai")},
		"imperva":                {403, "<script src=/_Incapsula_Resource?x>", []string{"X-Iinfo", "1-2"}, "", refused("Imperva")},
		"wanted by the config":   {403, "", []string{"Cf-Mitigated", "challenge"}, "status: 403", holds("403")},
		"rate limit":             {429, "slow down", nil, "", broken("DOWN", "429", "status")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, say(c.status, c.body, c.headers...))
			c.want.check(t, look(t, "url: "+s.URL+"/\n"+c.settings, holdfast.Env{}))
		})
	}
}
