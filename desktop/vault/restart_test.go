package vault

import (
	"bytes"
	"crypto/rand"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// restarted is a session whose app is killed again and again.
type restarted struct {
	t   *testing.T
	dir string
	cfg session.Config
	now time.Time
}

// in runs one life of the app: it restores the session, if there is one, and
// saves it at each Persist.
func (r *restarted) in(inputs ...session.Input) (last session.Answer) {
	r.t.Helper()
	v := open(r.t, Options{Dir: r.dir, Keys: oneKey{1}})
	defer func() { require.NoError(r.t, v.Close()) }()
	s := r.session(v)
	for _, in := range inputs {
		r.now = r.now.Add(time.Second)
		last = s.Step(r.now, in)
		for _, e := range last.Effects {
			if _, ok := e.(session.Persist); ok {
				data, err := s.Snapshot(v.Sealer())
				require.NoError(r.t, err)
				require.NoError(r.t, v.Save(r.cfg.ID, data))
			}
		}
	}
	return last
}

func (r *restarted) session(v *Vault) *session.Session {
	data, err := v.Load(r.cfg.ID)
	if fault.CodeOf(err) == fault.SnapshotMissing {
		s, err := session.New(r.cfg)
		require.NoError(r.t, err)
		return s
	}
	require.NoError(r.t, err)
	s, err := session.Restore(r.cfg, data, v.Sealer())
	require.NoError(r.t, err)
	return s
}

func says(name, metadata string) session.Input {
	return session.Navigate{Request: navigation.Request{
		URL: secret.New("mx://" + name + "?metadata=" + url.QueryEscape(metadata)), Frame: navigation.FrameMain,
	}}
}

// TestALinkCountsOnceAcrossRestarts kills the app at the bank, after forged
// links and after the true one.
func TestALinkCountsOnceAcrossRestarts(t *testing.T) {
	nonce, err := oauth.NewNonce(rand.Reader)
	require.NoError(t, err)
	r := &restarted{t: t, dir: folder(t), now: time.Now(), cfg: session.Config{
		ID: "session-1", WidgetURL: secret.New("https://widget.example/md/connect/token"),
		Return: session.Return{Bases: []string{"com.example.app://oauth_complete"}, Nonce: nonce},
	}}
	const success = "com.example.app://oauth_complete?status=success&member_guid=MBR-1"
	true1 := session.ReturnLink{URL: secret.New(success + "&ch_state=" + nonce.Reveal())}
	r.in(session.Start{}, says("connect/loaded", `{"initial_step":"search"}`),
		says("connect/oauthRequested", `{"member_guid":"MBR-1","url":"https://bank.example/authorize"}`))

	for link, code := range map[string]fault.Code{
		success: fault.ReturnForged,
		"com.example.app://oauth_complete?status=error&error_reason=DENIED":   fault.ReturnForged,
		success + "&ch_state=00112233445566778899aabbccddeeff":                fault.ReturnForged,
		"com.example.other://oauth_complete?status=success&member_guid=MBR-1": fault.ReturnForeign,
		success + "&member_guid=MBR-2&ch_state=" + nonce.Reveal():             fault.ReturnInvalid,
	} {
		assert.Equal(t, code, fault.CodeOf(r.in(session.Start{}, session.ReturnLink{URL: secret.New(link)}).Err), link)
	}
	a := r.in(session.Start{}, true1)
	require.Nil(t, a.Err)
	assert.Contains(t, a.Effects, session.Effect(session.CheckMember{GUID: "MBR-1"}))
	for range 3 {
		assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(r.in(session.Start{}, true1).Err))
	}
	a = r.in(session.Start{}, session.MemberChecked{GUID: "MBR-1", State: session.MemberConnected})
	end, ok := a.Effects[len(a.Effects)-1].(session.End)
	require.True(t, ok)
	assert.Equal(t, session.Connected, end.Outcome.Result)
}

// TestALateLinkIsRefusedAfterARestart waits longer than a visit may take.
func TestALateLinkIsRefusedAfterARestart(t *testing.T) {
	nonce, err := oauth.NewNonce(rand.Reader)
	require.NoError(t, err)
	r := &restarted{t: t, dir: folder(t), now: time.Now(), cfg: session.Config{
		WidgetURL: secret.New("https://widget.example/md/connect/token"), ID: "session-1",
		Return: session.Return{Bases: []string{"com.example.app://oauth_complete"}, Nonce: nonce},
	}}
	r.in(session.Start{}, says("connect/oauthRequested", `{"member_guid":"MBR-1","url":"https://bank.example/authorize"}`))
	r.now = r.now.Add(15 * time.Minute)
	a := r.in(session.Start{}, session.ReturnLink{URL: secret.New("com.example.app://oauth_complete?status=success&member_guid=MBR-1&ch_state=" + nonce.Reveal())})
	assert.Equal(t, fault.ReturnExpired, fault.CodeOf(a.Err))
}

// writerVariable has this program save snapshots until it is killed.
const writerVariable = "CONNECTHOST_TEST_VAULT"

func TestAKilledProcessLeavesTheOldOrTheNewSnapshot(t *testing.T) {
	dir := folder(t)
	for range 20 {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWriter$")
		cmd.Env = append(os.Environ(), writerVariable+"="+dir)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		_, err = out.Read(make([]byte, 1)) // it has saved once
		require.NoError(t, err)
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait()
		got, err := open(t, Options{Dir: dir, Keys: oneKey{1}}).Load("session")
		require.NoError(t, err)
		require.NotEmpty(t, got)
		require.Equal(t, bytes.Repeat(got[:1], len(got)), got)
	}
}

// TestWriter is the process that is killed.
func TestWriter(t *testing.T) {
	dir := os.Getenv(writerVariable)
	if dir == "" {
		return
	}
	v := open(t, Options{Dir: dir, Keys: oneKey{1}})
	for i := byte(0); ; i++ {
		require.NoError(t, v.Save("session", bytes.Repeat([]byte{i}, 1+int(i)*1000)))
		if i == 1 {
			_, _ = os.Stdout.Write([]byte("."))
		}
	}
}
