package rehearsal

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// Bank is the address of a bank's own site.
const Bank = "https://bank.example/authorize?state=canary-bank-state"

// View opens pages without an engine. They are driven by the real driver.
type View struct{ opened chan *Page }

// NewView returns a view that has opened nothing.
func NewView() *View { return &View{make(chan *Page, 16)} }

// Open implements journey.View.
func (v *View) Open(ctx context.Context, o driver.Options) (journey.Window, error) {
	p := &Page{left: make(chan struct{}, 16), told: make(chan struct{}, 16)}
	if o.Opener == nil {
		o.Opener = p.open
	}
	d, err := driver.New(ctx, o)
	if err != nil {
		return nil, err
	}
	p.Driver = d
	d.Start(screen{p})
	v.opened <- p
	return d, nil
}

// Opened gives each page that was opened.
func (v *View) Opened() <-chan *Page { return v.opened }

// Page is an open page with its user.
type Page struct {
	*driver.Driver

	mu      sync.Mutex
	loaded  []string
	posted  []string
	fronted int
	outside []string
	left    chan struct{} // gets a value for each address outside
	told    chan struct{} // gets a value for each message that was posted
}

// Say posts a message of the widget.
func (p *Page) Say(name, metadata string) {
	p.Message(Origin, false, fmt.Sprintf(`{"type":%q,"metadata":%s}`, name, metadata))
}

// Begin is a widget that is there.
func (p *Page) Begin() { p.Say("connect/loaded", `{"initial_step":"search"}`) }

// Leave is a user who goes to the bank for a member.
func (p *Page) Leave(member string) {
	p.Say("connect/oauthRequested", fmt.Sprintf(`{"member_guid":%q,"url":%q}`, member, Bank))
}

// Redirect is a page that sends its user to the bank by navigating there.
func (p *Page) Redirect() navigation.Action {
	p.Touched()
	return p.Navigate(navigation.Request{URL: secret.New(Bank), Frame: navigation.FrameMain, Redirect: true}).Action
}

// Connect is a user who connects a member.
func (p *Page) Connect(member string) {
	p.Say("connect/memberConnected", fmt.Sprintf(`{"member_guid":%q}`, member))
}

// Link is a user who connects an institution at a widget that describes
// connections instead of naming members.
func (p *Page) Link(institution, connection string) {
	p.Say("connect/memberConnected", fmt.Sprintf(
		`{"aggregator":"agg","aggregatorUserId":"u","connectionId":%q,"ucpInstitutionId":%q}`, connection, institution))
}

// Finish is a user who presses the widget's last button.
func (p *Page) Finish() { p.Say("connect/connected/primaryAction", `{}`) }

// Loads are the addresses that were loaded.
func (p *Page) Loads() []string { return p.copyOf(&p.loaded) }

// Posts are the messages that the page was posted.
func (p *Page) Posts() []string { return p.copyOf(&p.posted) }

// Outside are the addresses that opened outside of the view.
func (p *Page) Outside() []string { return p.copyOf(&p.outside) }

// Left gets a value when an address opens outside of the view.
func (p *Page) Left() <-chan struct{} { return p.left }

// Told gets a value when the page is posted a message.
func (p *Page) Told() <-chan struct{} { return p.told }

// Fronted is how often the page came to the front.
func (p *Page) Fronted() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fronted
}

func (p *Page) copyOf(list *[]string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), *list...)
}

func (p *Page) add(list *[]string, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	*list = append(*list, text)
}

func (p *Page) open(_ context.Context, address string) error {
	p.add(&p.outside, address)
	ring(p.left)
	return nil
}

// screen is what the driver drives.
type screen struct{ page *Page }

func (s screen) Load(url secret.String, _ string) { s.page.add(&s.page.loaded, url.Reveal()) }

func (s screen) Post(message json.RawMessage, _ string) {
	s.page.add(&s.page.posted, string(message))
	ring(s.page.told)
}

func (s screen) Focus() {
	s.page.mu.Lock()
	defer s.page.mu.Unlock()
	s.page.fronted++
}

// Close reports the end from another goroutine, as a window's thread does.
func (s screen) Close() { go s.page.Gone() }

// ring notes that something happened, unless nobody has looked for long.
func ring(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
