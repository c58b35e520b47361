package mx

import "strings"

// CollectError says which parts of Collect are not complete. It is the cause
// of the *fault.Error that Collect returns.
type CollectError struct {
	Failed map[Part]error // each a *fault.Error, or what CollectOptions.Statement returned

	order []Part
}

// Error names the parts and why each failed.
func (e *CollectError) Error() string {
	var text []string
	for _, part := range e.order {
		text = append(text, string(part)+": "+e.Failed[part].Error())
	}
	return strings.Join(text, "; ")
}

// Unwrap returns the failures, in the order in which they came.
func (e *CollectError) Unwrap() []error {
	var all []error
	for _, part := range e.order {
		all = append(all, e.Failed[part])
	}
	return all
}
