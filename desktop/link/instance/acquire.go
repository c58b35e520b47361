package instance

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/desktop/link/appid"
)

const (
	// acquireWithin is how long Acquire looks for the first process, which
	// may be about to start or to end.
	acquireWithin = 10 * time.Second
	// againAfter is the pause between two looks.
	againAfter = 20 * time.Millisecond
)

// ErrHandedOver says that another process of the app runs and has the links of
// this one. There is nothing left to do: exit with 0, or the program that
// opened the link reports a failure to the user.
var ErrHandedOver = errors.New("another process of the app has taken over")

// Options are the settings of Acquire. AppID is required.
type Options struct {
	// AppID names the app: letters, digits, dots, hyphens and underscores, as
	// in com.example.app.
	AppID string
	// Args are the process's own arguments, os.Args[1:]. Those that are links
	// are handed over.
	Args []string
	// Schemes are the schemes of the app's links; default AppID.
	Schemes []string
	// OwnLinks has the links in Args come out of Links, before all others, when
	// this process becomes the first: the system may have started it for one.
	// Without it LinksOf reads them.
	OwnLinks bool
	// Logger is told how much was dropped, never the text of it. Default:
	// discard.
	Logger *slog.Logger
}

// Acquire makes this process the app's only one, or hands its links to the one
// that runs and fails with ErrHandedOver. A process that becomes the first
// keeps its own links, see Options.OwnLinks. The instance lives until Close,
// until ctx ends, or as long as the process: when it is killed, the next one
// takes its place.
//
// Processes meet at a socket in the user's runtime folder and, on Linux where
// there is a session bus, also there; both let in the user alone. On Windows
// it is a named pipe.
//
// Errors: ErrHandedOver; config_invalid for an unusable AppID or scheme;
// instance_unavailable when the processes cannot meet, or when the first does
// not answer within ten seconds.
func Acquire(ctx context.Context, o Options) (*Instance, error) {
	if !appid.Valid(o.AppID) {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The instance needs an AppID of letters, digits, dots, hyphens and underscores.")
	}
	schemes, err := appid.Schemes(o.Schemes, o.AppID)
	if err != nil {
		return nil, err
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	i := newInstance(o.Logger, schemes)
	own := LinksOf(o.Args, schemes...)
	if o.OwnLinks {
		i.add(own)
	}
	return i.acquire(ctx, meetingPoints(o.AppID, o.Logger), own)
}

// acquire claims the meeting points, or hands the links to the process that has
// one, until either works or the time is over.
func (i *Instance) acquire(ctx context.Context, all []meetingPoint, links []string) (*Instance, error) {
	within, cancel := context.WithTimeout(ctx, acquireWithin)
	defer cancel()
	for {
		taken, err := i.claim(within, all)
		if err == nil && taken == nil {
			i.bind(ctx)
			return i, nil
		}
		if err == nil {
			err = taken.handOver(within, links)
		}
		if err == nil {
			return nil, ErrHandedOver
		}
		select {
		case <-within.Done():
			return nil, fault.New(fault.InstanceUnavailable, errors.Join(err, within.Err()))
		case <-time.After(againAfter):
		}
	}
}

// claim takes every meeting point, or returns the one that another process has.
// One is enough: the others may be missing on this machine.
func (i *Instance) claim(ctx context.Context, all []meetingPoint) (meetingPoint, error) {
	var failed []error
	for _, p := range all {
		held, err := p.claim(ctx, i.take)
		if errors.Is(err, errTaken) {
			i.release()
			return p, nil
		}
		if err != nil {
			failed = append(failed, err)
			continue
		}
		i.held = append(i.held, held)
	}
	if len(i.held) == 0 {
		return nil, errors.Join(append(failed, errors.New("the processes of the app cannot meet"))...)
	}
	for _, err := range failed {
		i.log.Warn("a way to the running app is missing", "cause", err)
	}
	return nil, nil
}
