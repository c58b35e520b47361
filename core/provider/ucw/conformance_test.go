package ucw_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/providertest"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
)

// shelf is where an app keeps its connections.
type shelf struct {
	mu   sync.Mutex
	kept []ucw.Connection
}

func (s *shelf) keep(_ context.Context, user string, c event.Connection) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, k := range s.kept {
		if k.UserID == user && k.ID.Equal(c.ConnectionID) {
			return fmt.Sprintf("connection-%d", i), nil
		}
	}
	s.kept = append(s.kept, ucw.ConnectionOf(user, c))
	return fmt.Sprintf("connection-%d", len(s.kept)-1), nil
}

func (s *shelf) find(_ context.Context, user, member string) (ucw.Connection, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, k := range s.kept {
		if k.UserID == user && fmt.Sprintf("connection-%d", i) == member {
			return k, nil
		}
	}
	return ucw.Connection{}, fault.New(fault.ProviderNotFound, nil)
}

func TestConformance(t *testing.T) {
	var s *sandbox
	banks := 0
	adapter := func(c *ucw.Client) *ucw.Keeping {
		app := &shelf{}
		p := c.Provider()
		p.Connection = app.find
		return p.Keeping(app.keep)
	}
	connection := func(t testing.TB, _ provider.Provider, w provider.Widget) event.Connection {
		bank := []string{"mxBank", "mxCuCredential"}[banks%2]
		banks++
		c, err := s.face.Connect(w.UserGUID, bank)
		require.NoError(t, err)
		return c
	}
	providertest.Run(t, providertest.Suite{
		New:        func(t testing.TB) provider.Provider { s = start(t, ucwapi.Config{}, nil); return adapter(s.Client) },
		Request:    provider.WidgetRequest{TargetOrigin: "https://app.example", Products: []provider.Product{provider.Transactions}},
		Connection: connection,
		Connect: func(t testing.TB, p provider.Provider, w provider.Widget) string {
			member, err := p.(provider.ConnectionKeeper).Keep(t.Context(), w.UserGUID, connection(t, p, w))
			require.NoError(t, err)
			return member
		},
		Silent: func(t testing.TB) (provider.Provider, <-chan struct{}) {
			silence := providertest.NewSilence()
			return adapter(newClient(t, ucw.Config{BaseURL: "https://ucw.example", HTTPClient: &http.Client{Transport: silence}})), silence.Asked()
		},
	})
}
