package instance

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

// surroundings gives processes a runtime folder of their own and the bus at
// the address, "" for none.
func surroundings(t *testing.T, bus string) (runtime string) {
	// Not t.TempDir: the path of a socket must be short.
	runtime, err := os.MkdirTemp("", "link")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(runtime) })
	if bus == "" {
		bus = "disabled:"
	}
	t.Setenv("XDG_RUNTIME_DIR", runtime)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", bus)
	return runtime
}

// everywhere runs a test with each of the ways in which processes can meet.
func everywhere(t *testing.T, test func(t *testing.T)) {
	t.Run("socket", func(t *testing.T) {
		surroundings(t, "")
		test(t)
	})
	t.Run("socket in the temporary folder", func(t *testing.T) {
		t.Setenv("TMPDIR", surroundings(t, ""))
		t.Setenv("XDG_RUNTIME_DIR", "")
		test(t)
	})
	t.Run("socket and bus", func(t *testing.T) {
		surroundings(t, aBus(t))
		test(t)
	})
	t.Run("bus", func(t *testing.T) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", aBus(t))
		t.Setenv("TMPDIR", "/nonexistent")
		t.Setenv("XDG_RUNTIME_DIR", "/nonexistent")
		test(t)
	})
}

func TestLaterProcessesHandTheirLinksOver(t *testing.T) {
	everywhere(t, func(t *testing.T) {
		first := start(t)
		first.says(isFirst)
		for range 3 {
			hands(t, aLink)
			first.says(aLink)
		}
		hands(t)
		hands(t, "--flag", aLink, "other", aLink+"2")
		first.says(aLink)
		first.says(aLink + "2")
	})
}

func TestAKilledProcessIsReplaced(t *testing.T) {
	everywhere(t, func(t *testing.T) {
		for range 3 {
			first := start(t, aLink)
			first.says(isFirst)
			hands(t, aLink)
			first.says(aLink)
			first.kill()
		}
	})
}

func TestOneOfManyIsTheFirst(t *testing.T) {
	everywhere(t, func(t *testing.T) {
		const many = 8
		firsts, said := make(chan *process, many), make(chan string, many)
		var all sync.WaitGroup
		for i := range many {
			p := start(t, fmt.Sprint(aLink, i))
			all.Go(func() {
				got := <-p.lines
				said <- got
				if got == isFirst {
					firsts <- p
				}
			})
		}
		all.Wait()
		close(firsts)
		require.Len(t, firsts, 1)
		counts := map[string]int{}
		for range many {
			counts[<-said]++
		}
		assert.Equal(t, map[string]int{isFirst: 1, handsOver: many - 1}, counts)
		first, seen := <-firsts, map[string]bool{}
		for range many - 1 {
			seen[<-first.lines] = true
		}
		assert.Len(t, seen, many-1, "each link once")
	})
}

// TestProcessesWithDifferentSurroundings have only one way in common.
func TestProcessesWithDifferentSurroundings(t *testing.T) {
	bus := aBus(t)
	surroundings(t, bus)
	first := start(t)
	first.says(isFirst)
	t.Run("no bus", func(t *testing.T) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
		hands(t, aLink)
		first.says(aLink)
	})
	t.Run("another runtime folder", func(t *testing.T) {
		surroundings(t, bus)
		hands(t, aLink)
		first.says(aLink)
	})
	t.Run("a bus that is gone", func(t *testing.T) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
		hands(t, aLink)
		first.says(aLink)
	})
}

func TestHostileArgumentsAreDropped(t *testing.T) {
	everywhere(t, func(t *testing.T) {
		first := start(t)
		first.says(isFirst)
		for name, args := range hostileArguments {
			t.Run(name, func(t *testing.T) { hands(t, args...) })
		}
		hands(t, aLink)
		first.says(aLink) // and nothing before
	})
}

// TestHostileArgumentsAreDroppedByTheFirst hands over what this app's own
// processes would not.
func TestHostileArgumentsAreDroppedByTheFirst(t *testing.T) {
	surroundings(t, aBus(t))
	first, err := Acquire(t.Context(), Options{AppID: testApp})
	require.NoError(t, err)
	points := meetingPoints(testApp, slog.New(slog.DiscardHandler))
	require.Len(t, points, 2)
	for name, args := range hostileArguments {
		for _, p := range points {
			_ = p.handOver(t.Context(), args) // some are refused as a whole
			assert.Empty(t, first.Links(), name)
		}
	}
	for _, p := range points {
		require.NoError(t, p.handOver(t.Context(), []string{aLink}))
		assert.Equal(t, aLink, <-first.Links())
	}
	require.NoError(t, first.Close())
}

func TestASecondInstanceOfTheSameProcess(t *testing.T) {
	surroundings(t, "")
	first, err := Acquire(t.Context(), Options{AppID: testApp})
	require.NoError(t, err)
	_, err = Acquire(t.Context(), Options{AppID: testApp, Args: []string{aLink}})
	require.ErrorIs(t, err, ErrHandedOver)
	<-first.Started()
	assert.Equal(t, aLink, <-first.Links())
	other, err := Acquire(t.Context(), Options{AppID: "com.example.other"})
	require.NoError(t, err, "another app")
	require.NoError(t, other.Close())
	require.NoError(t, first.Close())
	require.NoError(t, first.Close())
	_, open := <-first.Links()
	assert.False(t, open)
	ctx, cancel := context.WithCancel(t.Context())
	next, err := Acquire(ctx, Options{AppID: testApp})
	require.NoError(t, err, "the place is free")
	cancel()
	_, open = <-next.Links()
	assert.False(t, open, "it ends with its context")
}

// TestOwnLinksComeFirst has the system start the app by links.
func TestOwnLinksComeFirst(t *testing.T) {
	surroundings(t, "")
	own := Options{AppID: testApp, Args: append(manyTimes(aLink, maxHandedOver+1), "--flag"), OwnLinks: true}
	first, err := Acquire(t.Context(), own)
	require.NoError(t, err)
	_, err = Acquire(t.Context(), Options{AppID: testApp, Args: []string{aLink + "2"}, OwnLinks: true})
	require.ErrorIs(t, err, ErrHandedOver)
	<-first.Started()
	require.NoError(t, first.Close())
	var got []string
	for l := range first.Links() {
		got = append(got, l)
	}
	assert.Equal(t, append(manyTimes(aLink, maxHandedOver), aLink+"2"), got)

	own.OwnLinks = false
	first, err = Acquire(t.Context(), own)
	require.NoError(t, err)
	assert.Empty(t, first.Links())
	assert.Empty(t, first.Started())
	require.NoError(t, first.Close())
}

func TestLinksThatNobodyTakesAreBounded(t *testing.T) {
	surroundings(t, "")
	first, err := Acquire(t.Context(), Options{AppID: testApp})
	require.NoError(t, err)
	defer func() { _ = first.Close() }()
	for range maxLinks {
		assert.True(t, first.take([]string{aLink}))
	}
	assert.False(t, first.take([]string{aLink}))
	assert.True(t, first.take(nil))
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = Acquire(ctx, Options{AppID: testApp, Args: []string{aLink}})
	assert.Equal(t, fault.InstanceUnavailable, fault.CodeOf(err))
	<-first.Links()
	_, err = Acquire(t.Context(), Options{AppID: testApp, Args: []string{aLink}})
	assert.ErrorIs(t, err, ErrHandedOver)
}

// TestAnotherUsersProcessIsRefused takes the user for another one, on
// both sides: the kernel and the bus say whose process it is.
func TestAnotherUsersProcessIsRefused(t *testing.T) {
	address := aBus(t)
	surroundings(t, address)
	me, other := os.Geteuid(), os.Geteuid()+1
	quiet := slog.New(slog.DiscardHandler)
	folder := func() (string, error) { return meetingFolder(testApp) }
	for name, make := range map[string]func(uid int) meetingPoint{
		"socket": func(uid int) meetingPoint { return socket{folder: folder, uid: uid, log: quiet} },
		"bus": func(uid int) meetingPoint {
			return bus{address: address, name: "connecthost.test", uid: uid, log: quiet}
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, pair := range [][2]int{{me, other}, {other, me}} {
				taken := 0
				held, err := make(pair[0]).claim(t.Context(), func([]string) bool { taken++; return true })
				require.NoError(t, err)
				require.Error(t, make(pair[1]).handOver(t.Context(), []string{aLink}))
				require.NoError(t, held.Close())
				assert.Zero(t, taken)
			}
			taken := []string(nil)
			held, err := make(me).claim(t.Context(), func(l []string) bool { taken = l; return true })
			require.NoError(t, err)
			require.NoError(t, make(me).handOver(t.Context(), []string{aLink}))
			require.NoError(t, held.Close())
			assert.Equal(t, []string{aLink}, taken)
		})
	}
}

// TestWhatIsSaidAtTheSocket talks to the socket as another program of the user
// could.
func TestWhatIsSaidAtTheSocket(t *testing.T) {
	for name, says := range map[string]string{
		"nothing":           "",
		"no JSON":           "GET / HTTP/1.1\r\n\r\ncanary",
		"no end":            `{"links":["canary`,
		"another shape":     `{"links":"canary"}`,
		"another field":     `{"links":[],"canary":1}`,
		"too much":          `{"links":["` + strings.Repeat("canary", maxMessage) + `"]}`,
		"too many":          `{"links":["canary"` + strings.Repeat(`,"canary"`, maxArguments) + `]}`,
		"deeply nested":     strings.Repeat("[", 20000),
		"none of our links": `{"links":["canary://x"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			surroundings(t, "")
			var log lockedBuffer
			first, err := Acquire(t.Context(), Options{AppID: testApp, Logger: slog.New(slog.NewTextHandler(&log, nil))})
			require.NoError(t, err)
			dir, err := meetingFolder(testApp)
			require.NoError(t, err)
			c, err := net.Dial("unix", filepath.Join(dir, socketFile))
			require.NoError(t, err)
			_, _ = c.Write([]byte(says))
			require.NoError(t, c.(*net.UnixConn).CloseWrite())
			var answer [2]byte
			_, _ = c.Read(answer[:])
			require.NoError(t, c.Close())
			assert.Empty(t, first.Links())
			_, err = Acquire(t.Context(), Options{AppID: testApp, Args: []string{aLink}})
			require.ErrorIs(t, err, ErrHandedOver)
			require.NoError(t, first.Close())
			assert.Equal(t, aLink, <-first.Links())
			assert.NotContains(t, log.String(), "canary")
			assert.Contains(t, log.String(), "another process")
		})
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestAcquireRefusesUnusableSettings(t *testing.T) {
	surroundings(t, "")
	for name, o := range map[string]Options{
		"no AppID":             {},
		"a path":               {AppID: "../x"},
		"a flag":               {AppID: "-x"},
		"a scheme of the web":  {AppID: testApp, Schemes: []string{"https"}},
		"a scheme that runs":   {AppID: testApp, Schemes: []string{"javascript"}},
		"a scheme with colon":  {AppID: testApp, Schemes: []string{"x:"}},
		"an empty scheme":      {AppID: testApp, Schemes: []string{""}},
		"an AppID as a scheme": {AppID: "my_app"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Acquire(t.Context(), o)
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}

func TestNothingOfAnInstancePrintsALink(t *testing.T) {
	surroundings(t, "")
	i, err := Acquire(t.Context(), Options{AppID: testApp, Schemes: []string{"Canary"}})
	require.NoError(t, err)
	defer func() { _ = i.Close() }()
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v %s", i, i, i, i), "canary")
}
