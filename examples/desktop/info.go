package main

import "github.com/connecthost/connecthost/desktop/shell"

// info describes the example for the shell's page.
func (s settings) info() shell.Info {
	info := shell.Info{Provider: s.provider, Live: s.live, Version: version()}
	if !s.live {
		info.Hints = hints(s.provider)
	}
	return info
}

// hints are logins of the sandbox to try.
func hints(provider string) []shell.Hint {
	switch provider {
	case providerUCW:
		return []shell.Hint{
			{Institution: "Harborlight Bank", User: "any", Password: "correct", What: "connects"},
			{Institution: "Foxgloven Mutual", User: "any", Password: "correct", What: "is connected at the bank's own site, in the browser"},
		}
	case providerFino:
		return []shell.Hint{
			{Institution: "Silberbach Bank", User: "any", Password: "correct", What: "is connected at the bank's own site, in the browser"},
			{Institution: "Ahornkasse", User: "any", Password: "correct", What: "asks on the phone, which is a page of the sandbox"},
			{Institution: "Nordlicht Bank", User: "any", Password: "correct", What: "asks for a code, 123456"},
		}
	}
	return []shell.Hint{
		{Institution: "Harborlight Bank", User: "any", Password: "correct", What: "connects"},
		{Institution: "Mistral Credit Union", User: "any", Password: "wrong, then correct", What: "is refused first, then connects"},
		{Institution: "Tidewater Bank", User: "any", Password: "correct", What: "is connected at the bank's own site, in the browser"},
	}
}
