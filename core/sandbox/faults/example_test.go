package faults_test

import (
	"fmt"
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/faults"
)

// One request asks for a fault in its header, with the words of a rule.
func ExampleParse() {
	r, _ := http.NewRequest(http.MethodGet, "http://127.0.0.1/users", nil)
	r.Header.Set(faults.Header, "status=429;retry_after=7")
	_, err := faults.Parse(r.Header.Get(faults.Header))
	fmt.Println(err)
	_, err = faults.Parse("explode")
	fmt.Println(err)
	// Output:
	// <nil>
	// "explode" is not a part of a fault
}

// A rule makes faults for requests that cannot ask, such as those of a browser.
func ExampleRules() {
	var rules faults.Rules
	err := rules.Add(faults.Rule{Server: "mx", Path: "/users/*", Fault: "latency=2s", Times: 3})
	fmt.Println(len(rules.List()), err)
	// Output: 1 <nil>
}
