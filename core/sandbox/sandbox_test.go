package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

type object = mxtest.Object

const index = `<!doctype html><script type="application/json" id="boot">null</script>`

func TestStart_refusals(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	noMarker := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(noMarker, "index.html"), []byte("<p>hello"), 0o600))
	for _, row := range []struct {
		name    string
		options sandbox.Options
		code    fault.Code
	}{
		{"allInterfaces_refused", sandbox.Options{Addr: "0.0.0.0:0"}, fault.ConfigInvalid},
		{"noHost_refused", sandbox.Options{Addr: ":0"}, fault.ConfigInvalid},
		{"allInterfacesOfIPv6_refused", sandbox.Options{Addr: "[::]:0"}, fault.ConfigInvalid},
		{"otherMachine_refused", sandbox.Options{Addr: "192.0.2.1:0"}, fault.ConfigInvalid},
		{"otherName_refused", sandbox.Options{Addr: "sandbox.example:0"}, fault.ConfigInvalid},
		{"noPort_refused", sandbox.Options{Addr: "127.0.0.1"}, fault.ConfigInvalid},
		{"otherUI_refused", sandbox.Options{UI: "fancy"}, fault.ConfigInvalid},
		{"takenPort_refused", sandbox.Options{Addr: taken.Addr().String()}, fault.SandboxBindFailed},
		{"portThatIsNone_refused", sandbox.Options{Addr: "127.0.0.1:99999"}, fault.SandboxBindFailed},
		{"connectUINotBuilt_refused", sandbox.Options{UI: sandbox.UIConnect, UIDir: filepath.Join(t.TempDir(), "none")}, fault.SandboxUIMissing},
		{"connectUIWithoutAPlaceForData_refused", sandbox.Options{UI: sandbox.UIConnect, UIDir: noMarker}, fault.SandboxUIMissing},
		{"autoWithABrokenBuild_refused", sandbox.Options{UIDir: noMarker}, fault.SandboxUIMissing},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := sandbox.Start(t.Context(), row.options)
			assert.Equal(t, row.code, fault.CodeOf(err), "%v", err)
		})
	}
}

func TestStart_choosesTheUI(t *testing.T) {
	built := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(built, "index.html"), []byte(index), 0o600))
	require.NoError(t, os.Symlink("/etc/hostname", filepath.Join(built, "outside.js")))
	for _, row := range []struct {
		name, ui, dir, want string
	}{
		{"autoWithABuild_connect", sandbox.UIAuto, built, sandbox.UIConnect},
		{"autoWithoutABuild_basic", sandbox.UIAuto, filepath.Join(built, "none"), sandbox.UIBasic},
		{"autoWithAnEmptyFolder_basic", sandbox.UIAuto, t.TempDir(), sandbox.UIBasic},
		{"basicWithABuild_basic", sandbox.UIBasic, built, sandbox.UIBasic},
		{"connectWithABuild_connect", sandbox.UIConnect, built, sandbox.UIConnect},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := sandboxtest.Start(t, func(o *sandbox.Options) { o.UI, o.UIDir = row.ui, row.dir })
			assert.Equal(t, row.want, s.UI())
			c := mxtest.New(t, s)
			c.Open(c.WidgetURL(c.User("ada"), nil))
			status, _ := c.Do(c.Request("GET", "/md/ui/outside.js", nil))
			assert.NotEqual(t, 200, status, "a link must not lead out of the folder")
		})
	}
}

func TestEndpoints_asTheProgramPrintsThem(t *testing.T) {
	s := sandboxtest.Start(t)
	_, key := s.Credentials()
	_, finoSecret := s.FinoCredentials()
	encoded, err := json.Marshal(s.Endpoints())
	require.NoError(t, err)
	assert.JSONEq(t, `{"mx":{"base_url":"`+s.BaseURL()+`","client_id":"sandbox-client","api_key":"`+key.Reveal()+`"},"ucw":{"base_url":"`+s.UCWURL()+`"},
		"fino":{"base_url":"`+s.FinoURL()+`","client_id":"sandbox-client","client_secret":"`+finoSecret.Reveal()+`","phone_url":"`+strings.TrimSuffix(s.FinoURL(), "/api")+`/phone"},
		"bank":{"base_url":"`+s.BankURL()+`"}}`, string(encoded))
}

func TestClose_leavesNothingBehindAndMayBeRepeated(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s, err := sandbox.Start(t.Context(), sandbox.Options{UI: sandbox.UIBasic})
	require.NoError(t, err)
	stalled, err := net.Dial("tcp", strings.TrimPrefix(s.BaseURL(), "http://"))
	require.NoError(t, err)
	defer stalled.Close()
	_, err = stalled.Write([]byte("GET /users HTTP/1.1\r\n")) // and nothing more
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	first := s.Close(ctx)
	if first != nil {
		assert.ErrorIs(t, first, context.DeadlineExceeded)
	}
	assert.Equal(t, first, s.Close(t.Context()))
	_, err = net.Dial("tcp", strings.TrimPrefix(s.BaseURL(), "http://"))
	assert.Error(t, err)
}

func TestStart_cancelledContextDoesNotStart(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := sandbox.Start(ctx, sandbox.Options{UI: sandbox.UIBasic})
	assert.Equal(t, fault.SandboxBindFailed, fault.CodeOf(err))
}

func TestLog_holdsNoSecrets(t *testing.T) {
	var log bytes.Buffer
	clock := mxtest.NewClock()
	c := mxtest.New(t, sandboxtest.Start(t, func(o *sandbox.Options) {
		o.Now = clock.Now
		o.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}))
	address := c.WidgetURL(c.User("ada"), nil)
	p := c.Open(address)
	in := p.RPC("loadInstitutionByCode", "mistral").(object)
	p.RPC("addMember", object{"institution_guid": in["guid"], "credentials": mxtest.Form(p.RPC("getInstitutionCredentials", in["guid"]), "hunter2-hunter2")})
	p.Try("addMember", object{"institution_guid": in["guid"], "credentials": "hunter2-hunter2"})
	_, key := c.Sandbox.Credentials()
	require.NoError(t, c.Sandbox.Close(t.Context())) // so that everything is written
	written := log.String()
	require.Contains(t, written, "POST /md/rpc/{callback}")
	token := address[strings.LastIndex(address, "/")+1:]
	_, cookie, _ := strings.Cut(p.Headers.Get("Set-Cookie"), "=")
	for _, secret := range []string{"hunter2", token, key.Reveal(), strings.Split(cookie, ";")[0]} {
		require.NotEmpty(t, secret)
		assert.NotContains(t, written, secret)
	}
}
