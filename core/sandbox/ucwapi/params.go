package ucwapi

import (
	"fmt"
	"net/url"
	"slices"
	"sort"
	"strings"
)

// The values that fields may have, in the order in which the server names
// them. They are read-only.
var (
	jobTypes    = []string{"accountNumber", "accountOwner", "transactions", "transactionHistory"}
	aggregators = []string{"akoya", "akoya_sandbox", "finicity", "finicity_sandbox", "mx", "mx_int", "sophtron", "plaid", "plaid_sandbox"}
	overrides   = []string{"akoya", "finicity", "mx", "sophtron", "plaid"}
)

// rule checks one field and returns the server's refusal, "" when it is good.
type rule struct {
	field string
	check func(object, *params) string
}

// rules are in the server's order. They are read-only.
var rules = []rule{
	{"connectionId", func(f object, p *params) string { return text(f, "connectionId", &p.ConnectionID, nil) }},
	{"institutionId", func(f object, p *params) string { return text(f, "institutionId", &p.InstitutionID, nil) }},
	{"jobTypes", checkJobTypes},
	{"aggregator", checkAggregator},
	{"singleAccountSelect", checkSingle},
	{"userId", func(f object, p *params) string { return required(f, "userId", &p.UserID) }},
	{"token", func(f object, _ *params) string { var unused string; return text(f, "token", &unused, nil) }},
	{"aggregatorOverride", func(f object, p *params) string {
		return text(f, "aggregatorOverride", &p.AggregatorOverride, overrides)
	}},
	{"targetOrigin", checkTarget},
}

// check applies the rules: first the known fields, then the unknown ones, then
// those that need one another. Only the first refusal counts.
func check(f object) (p params, refusal string) {
	for _, r := range rules {
		if refusal := r.check(f, &p); refusal != "" {
			return params{}, refusal
		}
	}
	if name := unknownField(f); name != "" {
		return params{}, quote(name) + " is not allowed"
	}
	if p.ConnectionID == "" {
		return p, ""
	}
	for _, peer := range []struct{ name, value string }{{"institutionId", p.InstitutionID}, {"aggregator", p.Aggregator}} {
		if peer.value == "" {
			return params{}, `"connectionId" missing required peer ` + quote(peer.name)
		}
	}
	return p, ""
}

func unknownField(f object) string {
	var names []string
	for name := range f {
		if !slices.ContainsFunc(rules, func(r rule) bool { return r.field == name }) {
			names = append(names, name)
		}
	}
	sort.Strings(names) // the real server keeps the order of the body
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

func quote(name string) string { return `"` + name + `"` }

// text reads a string that may be absent. Only the allowed values are good
// when there are any.
func text(f object, name string, into *string, allowed []string) string {
	value, there := f[name]
	if !there {
		return ""
	}
	s, ok := value.(string)
	switch {
	case allowed != nil && (!ok || !slices.Contains(allowed, s)):
		return quote(name) + " must be one of [" + strings.Join(allowed, ", ") + "]"
	case !ok:
		return quote(name) + " must be a string"
	case s == "":
		return quote(name) + " is not allowed to be empty"
	}
	*into = s
	return ""
}

func required(f object, name string, into *string) string {
	if _, there := f[name]; !there {
		return quote(name) + " is required"
	}
	return text(f, name, into, nil)
}

func checkJobTypes(f object, p *params) string {
	value, there := f["jobTypes"]
	if !there {
		return `"jobTypes" is required`
	}
	list, ok := value.([]any)
	if !ok {
		return `"jobTypes" must be an array`
	}
	if len(list) == 0 {
		return `"jobTypes" must contain at least 1 items`
	}
	for i, item := range list {
		s, _ := item.(string)
		if !slices.Contains(jobTypes, s) {
			return fmt.Sprintf(`"jobTypes[%d]" must be one of [%s]`, i, strings.Join(jobTypes, ", "))
		}
		p.JobTypes = append(p.JobTypes, s)
	}
	return ""
}

// checkAggregator also looks for its peers; that message has no quotes.
func checkAggregator(f object, p *params) string {
	if refusal := text(f, "aggregator", &p.Aggregator, aggregators); refusal != "" || p.Aggregator == "" {
		return refusal
	}
	for _, peer := range []struct{ name, value string }{{"connectionId", p.ConnectionID}, {"institutionId", p.InstitutionID}} {
		if peer.value == "" {
			return "aggregator missing required peer " + peer.name
		}
	}
	return ""
}

func checkSingle(f object, p *params) string {
	switch value := f["singleAccountSelect"].(type) {
	case bool:
		p.SingleAccountSelect = &value
		return ""
	case string:
		if value = strings.ToLower(value); value == "true" || value == "false" {
			p.SingleAccountSelect = new(value == "true")
			return ""
		}
	}
	if _, there := f["singleAccountSelect"]; there {
		return `"singleAccountSelect" must be a boolean`
	}
	return ""
}

func checkTarget(f object, p *params) string {
	if refusal := required(f, "targetOrigin", &p.TargetOrigin); refusal != "" {
		return refusal
	}
	u, err := url.Parse(p.TargetOrigin)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return `"targetOrigin" must be a valid uri with a scheme matching the http|https pattern`
	}
	return ""
}
