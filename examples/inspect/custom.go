package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/traits"
)

// custom is the file of -custom: the traits of a custom provider.
type custom struct {
	Provider          string     `json:"provider"`
	Events            string     `json:"events"` // mx, ucw, fino or custom
	Own               []ownEvent `json:"own"`
	Talks             bool       `json:"talks"`
	ByURL             bool       `json:"by_url"`
	Back              bool       `json:"back"`
	Asked             bool       `json:"asked"`
	NamesMember       bool       `json:"names_member"`
	MemberSecret      bool       `json:"member_secret"`
	VisitByNavigation bool       `json:"visit_by_navigation"`
	Return            string     `json:"return"` // none, says or silent
	URLSeconds        int64      `json:"url_lifetime_s"`
}

type ownEvent struct {
	Name  string            `json:"name"`
	Is    string            `json:"is"`
	Paths map[string]string `json:"paths"`
}

// readCustom reads the file of a custom provider.
func readCustom(file string) (traits.Traits, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return traits.Traits{}, fmt.Errorf("the custom provider cannot be read: %w", err)
	}
	var c custom
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return traits.Traits{}, fmt.Errorf("%s does not describe a provider: %w", file, err)
	}
	t, err := c.traits()
	if err == nil {
		err = t.Check()
	}
	if err != nil {
		return traits.Traits{}, fmt.Errorf("%s: %w", file, err)
	}
	return t, nil
}

func (c custom) traits() (traits.Traits, error) {
	t := traits.Traits{
		Provider: c.Provider, Talks: c.Talks, ByURL: c.ByURL, Back: c.Back,
		NamesMember: c.NamesMember, MemberSecret: c.MemberSecret, VisitByNavigation: c.VisitByNavigation,
		URLLifetime: time.Duration(c.URLSeconds) * time.Second,
	}
	if c.Asked {
		t.Ask = traits.AskMember
	}
	var known bool
	if t.Dialect, known = map[string]event.Dialect{
		"mx": event.MX, "ucw": event.UCW, "fino": event.Fino, "custom": event.Custom,
	}[c.Events]; !known {
		return t, fmt.Errorf("events is %q: use mx, ucw, fino or custom", c.Events)
	}
	if t.Return, known = map[string]traits.Return{
		"none": traits.ReturnNone, "says": traits.ReturnSays, "silent": traits.ReturnSilent,
	}[c.Return]; !known {
		return t, fmt.Errorf("return is %q: use none, says or silent", c.Return)
	}
	for _, o := range c.Own {
		t.Own = append(t.Own, event.Own{Name: o.Name, Is: event.Name(o.Is), Paths: o.Paths})
	}
	return t, nil
}
