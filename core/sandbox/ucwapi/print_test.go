package ucwapi_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/sandbox/world"
	"github.com/connecthost/connecthost/core/secret/secrettest"
)

// TestNoSecretIsEverPrinted looks for tokens and connection ids in what the
// face logs and prints.
func TestNoSecretIsEverPrinted(t *testing.T) {
	var out secrettest.Output
	var planted secrettest.Canaries
	s := serve(t, withAuth, func(c *ucwapi.Config) {
		c.World, c.Log = world.New(world.Config{}), out.Logger()
	})
	bearer, err := s.Token(ucwapi.General, time.Hour)
	require.NoError(t, err)
	planted.Plant("access token", bearer.Reveal())
	token := planted.Plant("widget token", s.token(nil, "Authorization", "Bearer "+bearer.Reveal()))
	connection, err := s.Connect("ada", "plaidbank")
	require.NoError(t, err)
	planted.Plant("connection id", connection.ConnectionID.Reveal())
	cookie := "authorizationToken=" + bearer.Reveal()
	answer := s.do("POST", "/instrumentation/"+token, "", "Cookie", cookie)
	meta := planted.Plant("meta", answer.object(t)["meta"].(string))
	s.do("GET", "/members/"+connection.ConnectionID.Reveal(), "", "Cookie", cookie, "meta", meta)
	s.do("GET", "/institutions/nope-"+meta, "", "Cookie", cookie, "meta", meta)
	out.Print(s.Face, connection)
	out.Check(t, &planted)
}
