// Package rehearsal plays the parts round a journey in tests: a provider, the
// view with its page and its user, a store, and a way back. Everything is in
// memory and works in a bubble of testing/synctest.
package rehearsal

import (
	"context"
	"fmt"
	"sync"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// Origin is the origin of every page, and UserGUID the provider's name of every
// user.
const (
	Origin   = "https://widget.example"
	UserGUID = "USR-1"
)

// Answers are functions that take the place of a service's answers. One that is
// nil leaves the answer of a service that works: each URL is fresh, each member
// is ready and has two accounts, and a user has no newest member.
type Answers struct {
	OnWidget   func(context.Context, provider.WidgetRequest) (provider.Widget, error)
	OnState    func(ctx context.Context, member string) (provider.Member, error)
	OnMember   func(ctx context.Context, member string) (provider.Member, error)
	OnAccounts func(ctx context.Context, member string) ([]provider.Account, error)
	OnKeep     func(context.Context, event.Connection) (string, error)
	OnReport   func(context.Context, provider.Outcome) error
}

// Service is a provider's service.
type Service struct {
	Answers
	mu       sync.Mutex // of the functions too, once the service is in use
	requests []provider.WidgetRequest
	users    []string
	reports  []string
}

// MX is the service with everything that MX's adapter has.
func (s *Service) MX() provider.Provider {
	return struct {
		widgets
		members
		accounts
	}{widgets{s, traits.MX()}, members{s}, accounts{s}}
}

// UCW is the service with what UCW's adapter has when it keeps connections.
func (s *Service) UCW() provider.Provider {
	return struct {
		widgets
		keeper
		accounts
	}{widgets{s, traits.UCW()}, keeper{s}, accounts{s}}
}

// Fino is the service with what fino's adapter has.
func (s *Service) Fino() provider.Provider {
	return struct {
		widgets
		members
	}{widgets{s, traits.Fino()}, members{s}}
}

// Custom is a provider of three methods.
func (s *Service) Custom(t traits.Traits) provider.Provider { return widgets{s, t} }

// Backend is an app's own backend, which keeps sessions and is told of their
// outcome.
func (s *Service) Backend() provider.Provider {
	return struct {
		widgets
		members
		accounts
		reporter
	}{widgets{s, traits.MX()}, members{s}, accounts{s}, reporter{s}}
}

// Requests are what widgets were asked for.
func (s *Service) Requests() []provider.WidgetRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]provider.WidgetRequest(nil), s.requests...)
}

// Users are those whom the service was asked about, other than for a widget.
func (s *Service) Users() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.users...)
}

// Reports are the outcomes that a backend was told of, each as "session: result
// member reason".
func (s *Service) Reports() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.reports...)
}

// Set changes the answers while the service is in use.
func (s *Service) Set(change func(*Service)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

// asked notes a question about a user and returns who answers.
func (s *Service) asked(user string) Answers {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users = append(s.users, user)
	return s.Answers
}

type widgets struct {
	service *Service
	traits  traits.Traits
}

func (w widgets) Name() string          { return w.traits.Provider }
func (w widgets) Traits() traits.Traits { return w.traits }

func (w widgets) Widget(ctx context.Context, r provider.WidgetRequest) (provider.Widget, error) {
	s := w.service
	s.mu.Lock()
	s.requests = append(s.requests, r)
	n, answer := len(s.requests), s.OnWidget
	s.mu.Unlock()
	if answer != nil {
		return answer(ctx, r)
	}
	return provider.Widget{URL: URL(n), UserGUID: UserGUID}, ctx.Err()
}

// URL is the widget URL that a service gives for its nth request.
func URL(n int) secret.String {
	return secret.New(fmt.Sprintf("%s/connect/canary-widget-token-%d", Origin, n))
}

type members struct{ service *Service }

func (m members) MemberState(ctx context.Context, user, member string) (provider.Member, error) {
	answer := m.service.asked(user).OnState
	switch {
	case answer != nil:
		return answer(ctx, member)
	case member == "":
		return provider.Member{}, fault.New(fault.ProviderNotFound, nil)
	}
	return Ready(member), ctx.Err()
}

func (m members) Member(ctx context.Context, user, member string) (provider.Member, error) {
	if answer := m.service.asked(user).OnMember; answer != nil {
		return answer(ctx, member)
	}
	found := Ready(member)
	found.InstitutionName = "Harborlight Bank"
	return found, ctx.Err()
}

// Ready is a member whose data can be read.
func Ready(member string) provider.Member {
	return provider.Member{GUID: member, State: provider.Ready, Status: "CONNECTED"}
}

type accounts struct{ service *Service }

func (a accounts) Accounts(ctx context.Context, user, member string) ([]provider.Account, error) {
	if answer := a.service.asked(user).OnAccounts; answer != nil {
		return answer(ctx, member)
	}
	return []provider.Account{{GUID: "ACT-1", MemberGUID: member}, {GUID: "ACT-2", MemberGUID: member}}, ctx.Err()
}

type keeper struct{ service *Service }

func (k keeper) Keep(ctx context.Context, user string, c event.Connection) (string, error) {
	if answer := k.service.asked(user).OnKeep; answer != nil {
		return answer(ctx, c)
	}
	return "kept-" + c.UCPInstitutionID, ctx.Err()
}

type reporter struct{ service *Service }

func (r reporter) Report(ctx context.Context, session string, o provider.Outcome) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r.service.mu.Lock()
	r.service.reports = append(r.service.reports, fmt.Sprintf("%s: %s %s %s", session, o.Result, o.MemberGUID, o.Reason))
	answer := r.service.OnReport
	r.service.mu.Unlock()
	if answer != nil {
		return answer(ctx, o)
	}
	return ctx.Err()
}
