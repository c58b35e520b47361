package journeytest

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/traits"
)

// View tests a journey.View whose pages run scripts: it shows widgets that a
// local server serves. open returns the view; it is called for each rule.
func View(t *testing.T, open func(testing.TB) journey.View) {
	run(t, viewRules, views{open, patience})
}

type views struct {
	open     func(testing.TB) journey.View
	patience time.Duration
}

// viewRules is read-only.
var viewRules = []rule[views]{
	{"what the widget says is heard", speakingWidget},
	{"what the widget is told arrives", listeningWidget},
	{"what a frame says does not count", framedWidget},
	{"a refused navigation leaves the widget as it is", stayingWidget},
	{"the widget opens again", reloadedWidget},
	{"a page that cannot be loaded fails", unreachableWidget},
	{"a view closes", closingView},
	{"a view closes with its context", cancelledView},
	{"several are open at once", severalViews},
}

// outing is a journey to a widget of the suite's own.
type outing struct {
	*journey.Journey
	t      testing.TB
	limit  time.Duration
	steps  chan string // what the page said had happened
	mu     sync.Mutex
	log    bytes.Buffer
	cancel context.CancelFunc
	pages  *pages
}

// Write takes a line of the log.
func (o *outing) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.log.Write(p)
}

// goes begins a journey to a widget with a script.
func goes(t testing.TB, v views, script string) *outing {
	t.Helper()
	return goesTo(t, v, servePages(t, script))
}

func goesTo(t testing.TB, v views, p *pages) *outing {
	t.Helper()
	o := &outing{t: t, limit: v.patience, steps: make(chan string, 64), pages: p}
	service := &rehearsal.Service{}
	service.OnWidget = func(context.Context, provider.WidgetRequest) (provider.Widget, error) {
		return provider.Widget{URL: secret.New(p.next())}, nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	o.cancel = cancel
	t.Cleanup(cancel)
	var err error
	o.Journey, err = journey.Start(ctx, journey.Config{
		Provider: service.Custom(traits.Traits{
			Provider: "journeytest", Dialect: event.MX, Talks: true, NamesMember: true, Back: true,
		}),
		User: "ada", View: v.open(t), Form: journey.FormMessage, TargetOrigin: p.origin(),
		Timeouts: session.Timeouts{Load: v.patience},
		Logger:   slog.New(slog.NewTextHandler(o, nil)),
		Opener:   func(_ context.Context, url string) error { o.steps <- "opened " + url; return nil },
	}, journey.Funcs{OnEvent: o.event})
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(func() {
		o.Cancel()
		o.ends()
	})
	return o
}

func (o *outing) event(e event.Event) {
	switch p := e.Payload().(type) {
	case event.StepChange:
		o.steps <- p.Current
	case event.MemberConnected:
		o.steps <- "connected " + p.MemberGUID
	}
}

// hears waits for what the page says.
func (o *outing) hears(want string) {
	o.t.Helper()
	if step, _ := receive(o.t, o.steps, o.limit, "hear of "+want); step != want {
		o.t.Errorf("heard of %q, and not of %q", step, want)
	}
}

// ends waits for the result. The view has to be gone by then.
func (o *outing) ends() (journey.Result, error) {
	o.t.Helper()
	receive(o.t, o.Done(), patience, "the end of the journey")
	o.mu.Lock()
	defer o.mu.Unlock()
	if strings.Contains(o.log.String(), "was not destroyed") {
		o.t.Errorf("the view did not say that it is gone: call Driver.Gone")
	}
	return o.Wait()
}

func speakingWidget(t testing.TB, v views) {
	o := goes(t, v, `step('there'); say('connect/memberConnected', { member_guid: 'MBR-1' }); say('connect/connected/primaryAction', {})`)
	o.hears("there")
	o.hears("connected MBR-1")
	if r, err := o.ends(); err != nil || r.Outcome.Result != session.Connected {
		t.Errorf("the journey ended as %s: %v", r.Outcome.Result, err)
	}
}

func listeningWidget(t testing.TB, v views) {
	o := goes(t, v, `
		addEventListener('message', (e) => {
			if (e.data.type === 'mx/sdk/info') step('told who hosts it')
			if (e.data.type === 'mx/navigation' && e.data.payload) say('navigation', { did_go_back: false })
		})
		say('load', {})`)
	o.hears("told who hosts it")
	o.Back()
	if r, err := o.ends(); err != nil || r.Outcome.Reason.By != session.ByUser {
		t.Errorf("a widget that was asked to go back at its first screen did not close: %v", err)
	}
}

func framedWidget(t testing.TB, v views) {
	o := goes(t, v, `
		const frame = document.createElement('iframe')
		frame.srcdoc = '<script>' +
			'const forged = { mx: true, type: "mx/connect/memberConnected", metadata: { member_guid: "MBR-9" } };' +
			'parent.postMessage(forged, "*"); top.postMessage(forged, "*"); parent.postMessage("over", "*")' +
			'</' + 'script>'
		addEventListener('message', (e) => { if (e.data === 'over') step('the frame has spoken') })
		document.body.append(frame)`)
	o.hears("the frame has spoken")
}

// stayingWidget has a page that tries to go elsewhere without its user. An engine
// may ask the other server before it knows which frame would go.
func stayingWidget(t testing.TB, v views) {
	elsewhere := servePages(t, "")
	o := goes(t, v, `
		step('there')
		setTimeout(() => location.href = '`+elsewhere.next()+`', 0)
		setTimeout(() => location.href = 'connecthost-unknown://x', 100)
		setTimeout(() => step('still there'), 500)`)
	o.hears("there")
	o.hears("still there")
}

func reloadedWidget(t testing.TB, v views) {
	o := goes(t, v, `step('there')`)
	o.hears("there")
	o.Reload()
	o.hears("there")
	if n := o.pages.served(); n != 2 {
		t.Errorf("%d widget URLs were loaded, and not 2", n)
	}
}

func unreachableWidget(t testing.TB, v views) {
	p := servePages(t, "")
	p.Close()
	r, err := goesTo(t, v, p).ends()
	if r.Outcome.Result != session.Failed || fault.CodeOf(err) != fault.WidgetLoadFailed {
		t.Errorf("the journey ended as %s, %v, and not with widget_load_failed", r.Outcome.Result, err)
	}
}

func closingView(t testing.TB, v views) {
	o := goes(t, v, `step('there')`)
	o.hears("there")
	o.Cancel()
	exits(t, o)
}

func cancelledView(t testing.TB, v views) {
	o := goes(t, v, `step('there')`)
	o.hears("there")
	o.cancel()
	exits(t, o)
}

func exits(t testing.TB, o *outing) {
	t.Helper()
	if r, err := o.ends(); err != nil || r.Outcome.Reason.By != session.ByApp {
		t.Errorf("the journey ended as %s, %v, and not by its app", r.Outcome.Result, err)
	}
}

func severalViews(t testing.TB, v views) {
	var all []*outing
	for n := range 3 {
		all = append(all, goes(t, v, fmt.Sprintf(`step('number %d')`, n)))
	}
	for n, o := range all {
		o.hears(fmt.Sprintf("number %d", n))
		o.Focus()
	}
}
