package sandbox_test

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

func TestUCW_sharesTheWorldOnAnOriginOfItsOwn(t *testing.T) {
	s := sandboxtest.Start(t, mxtest.Ready)
	assert.NotEqual(t, s.BaseURL(), s.UCWURL())
	client, err := ucw.New(ucw.Config{BaseURL: s.UCWURL()})
	require.NoError(t, err)
	defer client.CloseIdleConnections()
	url, err := client.WidgetURL(t.Context(), ucw.WidgetURLRequest{
		JobTypes: []ucw.JobType{ucw.AccountNumber}, UserID: "ada", TargetOrigin: "http://127.0.0.1:1",
	})
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(url.Reveal(), s.UCWURL()+"/widget?token="))

	connection, err := s.UCW().Connect("ada", "mxBank")
	require.NoError(t, err)
	accounts, err := client.Accounts(t.Context(), ucw.ConnectionOf("ada", connection))
	require.NoError(t, err)
	users := s.World().Users(world.UserFilter{})
	require.Len(t, users, 1)
	assert.Equal(t, "ada", users[0].ID)
	same, err := s.World().Accounts("ada")
	require.NoError(t, err)
	assert.Len(t, same, len(accounts))
}

func TestUCW_answersItsOwnHostsOnly(t *testing.T) {
	s := sandboxtest.Start(t)
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.UCWURL()+"/health", nil)
	require.NoError(t, err)
	r.Host = "attacker.example"
	status, _ := mxtest.Exchange(t, http.DefaultClient, r)
	assert.Equal(t, http.StatusMisdirectedRequest, status)
}

func TestUCW_thatCannotStartLeavesNothingOpen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	for addr, code := range map[string]fault.Code{
		taken.Addr().String(): fault.SandboxBindFailed,
		"0.0.0.0:0":           fault.ConfigInvalid,
		"nonsense":            fault.ConfigInvalid,
	} {
		o := sandbox.Options{UI: sandbox.UIBasic, UCW: sandbox.UCWOptions{Addr: addr}}
		free, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		o.Addr = free.Addr().String()
		require.NoError(t, free.Close())
		_, err = sandbox.Start(t.Context(), o)
		assert.Equal(t, code, fault.CodeOf(err), addr)
		again, err := net.Listen("tcp", o.Addr)
		require.NoError(t, err, "the first address is given up")
		require.NoError(t, again.Close())
	}
}

func TestUCW_hostURLIsASetting(t *testing.T) {
	s := sandboxtest.Start(t, func(o *sandbox.Options) { o.UCW.HostURL = "https://ucw.example" })
	client, err := ucw.New(ucw.Config{BaseURL: s.UCWURL()})
	require.NoError(t, err)
	defer client.CloseIdleConnections()
	url, err := client.WidgetURL(t.Context(), ucw.WidgetURLRequest{
		JobTypes: []ucw.JobType{ucw.AccountNumber}, UserID: "ada", TargetOrigin: "http://127.0.0.1:1",
	})
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(url.Reveal(), "https://ucw.example/widget?token="))
}
