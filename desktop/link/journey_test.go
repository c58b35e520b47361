package link

import (
	"net/http"
	"strings"
	"testing"

	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/journeytest"
)

// TestTheWaysBackAreReturnsOfJourneys has users who come back by the system, with
// a link of the app, and by their browser.
func TestTheWaysBackAreReturnsOfJourneys(t *testing.T) {
	for name, start := range map[string]func(chan string) journey.Return{
		"loopback": func(chan string) journey.Return { return Loopback() },
		"app":      func(links chan string) journey.Return { return App(ownBase, links) },
		"several":  func(links chan string) journey.Return { return Several(App(otherBase, links), Loopback()) },
	} {
		t.Run(name, func(t *testing.T) {
			journeytest.Return(t, func(t testing.TB) (journey.Return, func(string)) {
				links := make(chan string, 16)
				return start(links), func(link string) {
					if strings.HasPrefix(link, "http://") {
						browse(t, link)
						return
					}
					links <- link
				}
			})
		})
	}
}

// browse is a browser that a bank leads back. Nobody may listen any more.
func browse(t testing.TB, address string) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Error(err)
		return
	}
	if answer, err := new(http.Transport).RoundTrip(r); err == nil {
		_ = answer.Body.Close()
	}
}
