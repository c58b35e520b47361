package journeytest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// Return tests a journey.Return. start is a process of the app: it returns the
// way back, and a function that brings the user back by a link, as the system or
// a browser does. That function may wait until the link is answered, and is
// called on a goroutine of its own.
func Return(t *testing.T, start func(testing.TB) (r journey.Return, come func(link string))) {
	run(t, returnRules, returns{start, patience})
}

type returns struct {
	start    func(testing.TB) (r journey.Return, come func(link string))
	patience time.Duration
}

// returnRules is read-only.
var returnRules = []rule[returns]{
	{"its bases are return addresses", usableWay},
	{"links arrive as they were sent", arrivingLinks},
	{"a journey that goes on has the same way", sameWay},
	{"each journey has a way", everyWay},
	{"a way closes, whether or not anybody reads its links", closingWay},
	{"a journey comes home by it", homeByWay},
}

// nonce stands for that of a session.
const nonce = "000102030405060708090a0b0c0d0e0f"

// traveller is a user who comes back by a way that is open.
type traveller struct {
	t     testing.TB
	limit time.Duration
	way   journey.Way
	come  func(link string)
}

// travels opens the way of a process; again is the link of an earlier one.
func travels(t testing.TB, rs returns, again string) *traveller {
	t.Helper()
	r, come := rs.start(t)
	return &traveller{t, rs.patience, opened(t, r, again), come}
}

func opened(t testing.TB, r journey.Return, again string) journey.Way {
	t.Helper()
	way, err := r.Open(t.Context(), secret.New(again))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { closes(t, way) })
	return way
}

func closes(t testing.TB, way journey.Way) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- way.Close() }()
	if err, _ := receive(t, done, patience, "Close returns"); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// link is the one that a bank is given for a base.
func link(t testing.TB, base string) string {
	t.Helper()
	l, err := oauth.ReturnURL(base, secret.New(nonce))
	if err != nil {
		t.Fatalf("the base %q cannot be a return address: %v", base, err)
	}
	return l.Reveal()
}

// granted is a link whose bank has granted access.
func granted(link string) string {
	mark := "?"
	if strings.Contains(link, "?") {
		mark = "&"
	}
	return link + mark + "status=success&member_guid=MBR-1"
}

// arrive brings the user back and answers the link.
func (tr *traveller) arrive(link string, answer error) {
	tr.t.Helper()
	came := make(chan struct{})
	go func() { defer close(came); tr.come(link) }()
	got, ok := receive(tr.t, tr.way.Links(), tr.limit, "a link arrives")
	if !ok || got.URL.Reveal() != link {
		tr.t.Errorf("the link arrives as another one, or the way was closed")
	}
	if got.Done != nil {
		got.Done(answer)
	}
	receive(tr.t, came, tr.limit, "the user is back")
}

func usableWay(t testing.TB, rs returns) {
	bases := travels(t, rs, "").way.Bases()
	if len(bases) == 0 {
		t.Fatalf("the way has no bases: the bank could not lead back")
	}
	_, err := oauth.NewAttempt(time.Now(), oauth.Config{Session: "s", Provider: "p", ReturnURLs: bases, Nonce: secret.New(nonce)})
	if err != nil {
		t.Errorf("a session refuses the bases: %v", err)
	}
}

func arrivingLinks(t testing.TB, rs returns) {
	tr := travels(t, rs, "")
	for _, base := range tr.way.Bases() {
		l := granted(link(t, base))
		tr.arrive(l, fault.New(fault.ReturnForged, nil)) // the session judges, not the way
		tr.arrive(l, errors.New("another error"))
		tr.arrive(l, nil)
	}
}

func sameWay(t testing.TB, rs returns) {
	before := travels(t, rs, "")
	base := before.way.Bases()[0]
	given := link(t, base)
	closes(t, before.way)
	after := travels(t, rs, given)
	if got := after.way.Bases(); len(got) == 0 || got[0] != base {
		t.Errorf("the bases of a way that is opened again are %q, and %q is not the first", got, base)
	}
	after.arrive(granted(given), nil)
}

func everyWay(t testing.TB, rs returns) {
	r, come := rs.start(t)
	for range 3 {
		tr := &traveller{t, rs.patience, opened(t, r, ""), come}
		tr.arrive(granted(link(t, tr.way.Bases()[0])), nil)
		closes(t, tr.way)
	}
}

func closingWay(t testing.TB, rs returns) {
	tr := travels(t, rs, "")
	came := make(chan struct{})
	go func() { defer close(came); tr.come(granted(link(t, tr.way.Bases()[0]))) }()
	closes(t, tr.way)
	for range 2 { // one link may have been on its way
		if _, open := receive(t, tr.way.Links(), patience, "the links end"); !open {
			break
		}
	}
	closes(t, tr.way)
	receive(t, came, patience, "the user is told")
}

// homeByWay takes a user of a provider that leads back to a bank and home.
func homeByWay(t testing.TB, rs returns) {
	var service rehearsal.Service
	view := rehearsal.NewView()
	r, come := rs.start(t)
	j, err := journey.Start(t.Context(), journey.Config{Provider: service.MX(), User: "ada", View: view, Return: r}, nil)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	page := atBank(t, view)
	came := make(chan struct{})
	go func() { defer close(came); come(granted(service.Requests()[0].ReturnURL.Reveal())) }()
	receive(t, page.Told(), rs.patience, "the widget is told that the user is back")
	page.Connect("MBR-1")
	page.Finish()
	receive(t, j.Done(), patience, "the end of the journey")
	receive(t, came, patience, "the user is back")
	if result, err := j.Wait(); err != nil || len(result.Members) != 1 {
		t.Errorf("the journey did not come home: %v", err)
	}
}
