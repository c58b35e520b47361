package providertest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/secret/secrettest"
)

// nonce stands in the return address.
const nonce = "9c1d7e05f4b84a6c-providertest"

// printed prints the provider, its widget and its errors in every way, and
// looks for the parts of the widget URL, the nonce and the keys.
func printed(t testing.TB, s Suite) {
	p := s.New(t)
	req := s.Request
	if req.ReturnURL.IsZero() {
		req.ReturnURL = secret.New("https://app.example/return?ch_state=" + nonce)
	}
	w, err := p.Widget(within(t), req)
	if err != nil {
		t.Fatalf("Widget(%+v): %+v", req, err)
	}
	kinds := map[string]string{req.ReturnURL.Reveal(): "the return address"}
	for _, part := range secretParts(w, req) {
		kinds[part] = "a part of the widget URL"
	}
	for _, value := range s.Secrets() {
		kinds[value] = "a secret of the suite"
	}
	var planted secrettest.Canaries
	for i, value := range distinct(slices.Collect(maps.Keys(kinds))) {
		planted.Plant(fmt.Sprintf("%s (number %d)", kinds[value], i+1), value)
	}
	var out secrettest.Output
	out.Print(p, req, w)
	for _, err := range failures(t, s, p, req) {
		out.Print(err)
	}
	out.Check(t, &planted)
}

// secretParts are the parts of a widget URL that grant access.
func secretParts(w provider.Widget, req provider.WidgetRequest) []string {
	parts := slices.DeleteFunc(secret.TokensOf(w.URL.Reveal()), func(part string) bool {
		return slices.Contains([]string{w.UserGUID, w.UserID, w.Session, req.TargetOrigin}, part)
	})
	if len(distinct(parts)) == 0 {
		return []string{w.URL.Reveal()}
	}
	return parts
}

// distinct leaves out what is too short to be told from ordinary words, and
// what is a part of another one.
func distinct(values []string) []string {
	const shortest = 8
	values = slices.Clone(values)
	slices.SortFunc(values, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var out []string
	for _, v := range values {
		within := func(longer string) bool { return strings.Contains(longer, v) }
		if len(v) >= shortest && !slices.ContainsFunc(out, within) {
			out = append(out, v)
		}
	}
	return out
}

// failures are errors of the provider, each with a secret in its reach.
func failures(t testing.TB, s Suite, p provider.Provider, req provider.WidgetRequest) []error {
	nobody := req
	nobody.UserID, nobody.UserGUID = "", ""
	_, err := p.Widget(within(t), nobody)
	all := []error{err}
	for _, end := range endings {
		_, err := p.Widget(end.context(t), req)
		all = append(all, err)
	}
	for _, call := range callsOf(p, s.Request.UserID, absent) {
		all = append(all, call.do(within(t)))
	}
	return all
}
