package faults

import (
	"errors"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
)

// Rule makes faults for requests that fit. An empty field fits every request.
type Rule struct {
	Server string `json:"server,omitempty"` // mx, ucw, fino or bank
	Method string `json:"method,omitempty"`
	// Path fits as path.Match has it: * stands for one part between slashes.
	// One that ends in a slash fits everything below it.
	Path  string `json:"path,omitempty"`
	Fault string `json:"fault"`           // see Parse
	Times int    `json:"times,omitempty"` // how many requests it is for; 0 for all

	parsed Fault
}

// maxRules bounds the rules of a sandbox.
const maxRules = 100

// Rules are the rules of a sandbox. The zero value has none. It is safe for
// concurrent use.
type Rules struct {
	mu   sync.Mutex
	list []Rule
}

// Add adds a rule. Of several that fit, the oldest counts. It fails when the
// fault or the path cannot be read, and when there are too many rules.
func (s *Rules) Add(r Rule) error {
	var err error
	if r.parsed, err = Parse(r.Fault); err != nil {
		return err
	}
	if _, err := path.Match(r.Path, ""); err != nil {
		return errors.New("the path is not a pattern")
	}
	if r.Times < 0 {
		return errors.New("times is negative")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.list) >= maxRules {
		return errors.New("there are too many rules")
	}
	s.list = append(s.list, r)
	return nil
}

// List returns the rules that are left.
func (s *Rules) List() []Rule {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Rule{}, s.list...)
}

// Clear removes all rules.
func (s *Rules) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = nil
}

// take returns the fault for a request and counts it.
func (s *Rules) take(server string, r *http.Request) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.list, func(rule Rule) bool { return rule.fits(server, r) })
	if i < 0 {
		return Fault{}, false
	}
	fault := s.list[i].parsed
	switch s.list[i].Times {
	case 0: // for all
	case 1:
		s.list = slices.Delete(s.list, i, i+1)
	default:
		s.list[i].Times--
	}
	return fault, true
}

func (rule Rule) fits(server string, r *http.Request) bool {
	if rule.Server != "" && rule.Server != server || rule.Method != "" && rule.Method != r.Method {
		return false
	}
	if rule.Path == "" || strings.HasSuffix(rule.Path, "/") && strings.HasPrefix(r.URL.Path, rule.Path) {
		return true
	}
	fits, _ := path.Match(rule.Path, r.URL.Path) // Add has tried the pattern
	return fits
}
