package providertest

import (
	"reflect"
	"testing"

	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/traits"
)

// named looks at what a provider says of itself.
func named(t testing.TB, s Suite) {
	p := s.New(t)
	declared := p.Traits()
	if err := declared.Check(); err != nil {
		t.Errorf("Traits(): %+v", err)
	}
	if p.Name() != declared.Provider {
		t.Errorf("Name() is %q, and Traits().Provider %q: they have to be the same", p.Name(), declared.Provider)
	}
	if again := p.Traits(); !reflect.DeepEqual(declared, again) || p.Name() != declared.Provider {
		t.Errorf("Traits() and Name() change from one call to the next")
	}
}

// fitting looks for the interfaces that the traits promise.
func fitting(t testing.TB, s Suite) {
	p := s.New(t)
	declared := p.Traits()
	_, reader := p.(provider.MemberReader)
	_, keeper := p.(provider.ConnectionKeeper)
	switch asked := declared.Ask == traits.AskMember; {
	case asked && !reader:
		t.Errorf("the traits have AskMember, and %T is not a provider.MemberReader", p)
	case reader && !asked:
		t.Errorf("%T is a provider.MemberReader, and the traits have AskNever: nobody will ask it", p)
	}
	switch {
	case declared.MemberSecret && !keeper:
		t.Errorf("the traits have MemberSecret, and %T is not a provider.ConnectionKeeper: nobody could name a connection", p)
	case keeper && !declared.Talks:
		t.Errorf("%T is a provider.ConnectionKeeper, and the widget does not Talk: it never tells of a connection", p)
	}
}
