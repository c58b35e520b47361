package main

import (
	"bytes"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/sandbox/tryout"
	"github.com/connecthost/connecthost/desktop/host/hosttest"
)

// patience bounds every wait.
const patience = 30 * time.Second

// machine is where the program runs: a home of its own, a sandbox that outlives
// the program, and a browser that writes down where it is sent.
type machine struct {
	t       *testing.T
	program string
	env     []string
	sent    string // the file with the address that the browser was sent to
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	if testing.Short() {
		t.Skip("a real window is left out with -short")
	}
	home := t.TempDir()
	m := &machine{t: t, program: filepath.Join(home, "minimal"), sent: filepath.Join(home, "sent")}
	build := exec.Command("go", "build", "-tags", "e2e", "-o", m.program, ".")
	text, err := build.CombinedOutput()
	require.NoError(t, err, "%s", text)
	bin := filepath.Join(home, "bin")
	require.NoError(t, os.Mkdir(bin, 0o700))
	opener := "#!/bin/sh\nprintf '%s' \"$1\" > '" + m.sent + ".new' && mv '" + m.sent + ".new' '" + m.sent + "'\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "xdg-open"), []byte(opener), 0o700))
	s := sandboxtest.Start(t, func(o *sandbox.Options) { o.Delay = -1 })
	id, key := s.Credentials()
	m.env = []string{
		"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state"), "PATH=" + bin + ":" + os.Getenv("PATH"),
		tryout.EnvBaseURL + "=" + s.BaseURL(), tryout.EnvClientID + "=" + id, tryout.EnvAPIKey + "=" + key.Reveal(),
	}
	return m
}

// leave opens the widget, chooses a bank that asks its users itself, and returns
// the address of that bank.
func (m *machine) leave() (app *hosttest.App, bank string) {
	app = hosttest.Drive(m.t, m.program, nil, m.env...)
	app.Type("#mx-connect-search", "Tidewater")
	app.Click(`[data-test$="-row"]`)
	app.Click(`[data-test="continue-button"]`)
	require.Eventually(m.t, func() bool {
		text, err := os.ReadFile(m.sent)
		bank = string(text)
		return err == nil
	}, patience, 20*time.Millisecond, "the browser opens the bank's page")
	return app, bank
}

// allow is the user at the bank, up to the page that the browser ends at.
func (m *machine) allow(bank string) (page string) {
	u := sitetest.NewUser(m.t)
	at, _ := m.follow(u, bank)
	u.Submit(at, "login", "user", "ada", "password", "correct")
	decision := []string{"decision", "allow"}
	for _, account := range accountBoxes.FindAllStringSubmatch(u.Get(at).Body, -1) {
		decision = append(decision, "account", account[1])
	}
	_, page = m.follow(u, u.Submit(at, "consent", decision...).To)
	return page
}

var accountBoxes = regexp.MustCompile(`name="account" value="([^"]+)"`)

// follow goes where an address leads.
func (m *machine) follow(u *sitetest.User, address string) (at, page string) {
	for range 8 {
		to, err := url.Parse(address)
		require.NoError(m.t, err)
		require.Eventually(m.t, func() bool {
			c, err := net.Dial("tcp", to.Host)
			if err == nil {
				_ = c.Close()
			}
			return err == nil
		}, patience, 20*time.Millisecond, "the program listens again where it did")
		answer := u.Get(address)
		if answer.To == "" {
			return address, answer.Body
		}
		address = answer.To
	}
	m.t.Fatal("the browser is sent round in circles")
	return "", ""
}

func TestItSurvivesBeingKilledAtTheBank(t *testing.T) {
	m := newMachine(t)
	app, bank := m.leave()
	app.Kill()

	again := exec.Command(m.program)
	again.Env = append(os.Environ(), m.env...)
	var out bytes.Buffer
	again.Stdout, again.Stderr = &out, os.Stderr
	require.NoError(t, again.Start())
	t.Cleanup(func() { _ = again.Process.Kill() })
	require.Eventually(t, func() bool {
		state, err := filepath.Glob(filepath.Join(filepath.Dir(m.program), "state", "*", "*.session"))
		return err == nil && len(state) == 1
	}, patience, 20*time.Millisecond)
	require.Contains(t, m.allow(bank), "You can close this tab")
	require.NoError(t, again.Wait())
	require.Equal(t, "Tidewater Bank has 3 accounts\n", out.String())
}

func TestItTakesItsUserToTheBankAndBack(t *testing.T) {
	m := newMachine(t)
	app, bank := m.leave()
	require.Contains(t, m.allow(bank), "It worked")
	app.Click(`[data-test="done-button"]`)
	require.Eventually(t, func() bool {
		left, _ := filepath.Glob(filepath.Join(filepath.Dir(m.program), "state", "*", "*.session"))
		return len(left) == 0
	}, patience, 20*time.Millisecond, "nothing is kept of a journey that ended")
}

func TestTheProgramIsAsSmallAsTheReadmeSays(t *testing.T) {
	source, err := os.ReadFile("main.go")
	require.NoError(t, err)
	lines := 0
	for line := range strings.Lines(string(source)) {
		if l := strings.TrimSpace(line); l != "" && !strings.HasPrefix(l, "//") {
			lines++
		}
	}
	require.LessOrEqual(t, lines, 40)
}
