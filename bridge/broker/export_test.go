package broker

import (
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/traits"
)

// OpenStreams returns how many event streams are open.
func (b *Broker) OpenStreams() int { return b.streams.Count() }

// named is a provider that has a name and nothing else.
func named(name string) provider.Provider { return nameOnly{name: name} }

type nameOnly struct {
	provider.Provider
	name string
}

func (n nameOnly) Name() string { return n.name }

func (n nameOnly) Traits() traits.Traits {
	t := traits.MX()
	t.Provider = n.name
	return t
}
