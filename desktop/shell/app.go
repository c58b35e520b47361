//go:build !linux || webkit2_41

package shell

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/desktop/host"
)

// dist is the built page of frontend/shell. It is part of the module, so that
// an app needs no Node; make frontend writes it anew.
//
//go:embed dist/index.html dist
var dist embed.FS

// appTitle is the title of the shell's own window.
const appTitle = "Connecthost"

// Run shows the shell and returns when the user closes it or ctx ends. It
// must be called on the main goroutine, as Wails demands.
func (s *Shell) Run(ctx context.Context) error {
	assets, err := fs.Sub(dist, "dist")
	if err != nil {
		return fault.New(fault.Other, err)
	}
	return wails.Run(&options.App{
		Title:     appTitle,
		Width:     1000,
		Height:    700,
		MinWidth:  700,
		MinHeight: 480,
		AssetServer: &assetserver.Options{
			Assets:     assets,
			Middleware: secured,
		},
		LogLevel:           logger.ERROR,
		LogLevelProduction: logger.ERROR,
		OnStartup:          func(wctx context.Context) { s.startup(ctx, wctx) },
		OnShutdown:         func(context.Context) { s.shutdown() },
		Bind:               []any{s},
		Linux: &linux.Options{
			ProgramName:      "connecthost",
			WebviewGpuPolicy: linux.WebviewGpuPolicyOnDemand,
		},
	})
}

// secured adds the headers that a page with bindings should have.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// startup connects the board to the page. The application ends with outer.
func (s *Shell) startup(outer, wctx context.Context) {
	ctx, cancel := context.WithCancel(outer)
	s.mu.Lock()
	s.ctx, s.end = ctx, cancel
	s.cfg.front = func() {
		runtime.WindowUnminimise(wctx)
		runtime.WindowShow(wctx)
		host.Raise(appTitle)
	}
	s.mu.Unlock()
	s.board.connect(func(topic string, value any) { runtime.EventsEmit(wctx, topic, value) })
	s.prepare(ctx)
	s.resume(s.cfg.Link)
	s.work.Go(func() { s.serve(ctx) })
	context.AfterFunc(ctx, func() {
		if outer.Err() != nil {
			runtime.Quit(wctx)
		}
	})
}

// patience is how long a closing application waits for its last journey.
const patience = 3 * time.Second

// shutdown ends the journey that is under way and waits for it, for a while:
// the main loop may be gone already, and a window needs it to close.
func (s *Shell) shutdown() {
	s.mu.Lock()
	if s.end != nil {
		s.end()
	}
	s.mu.Unlock()
	s.board.connect(nil)
	done := make(chan struct{})
	go func() { s.work.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(patience):
	}
}
