package secret_test

import (
	"encoding/json"
	"fmt"

	"github.com/connecthost/connecthost/core/secret"
)

// A secret prints as a mask wherever it goes. Reveal is the one way to it.
func Example() {
	config := struct {
		Host string
		Key  secret.String
	}{"api.example", secret.New("k-5f3a9c")}

	fmt.Printf("%v\n", config)
	text, err := json.Marshal(config)
	fmt.Println(string(text), err)
	fmt.Println(config.Key.Reveal())
	// Output:
	// {api.example [secret]}
	// {"Host":"api.example","Key":"[secret]"} <nil>
	// k-5f3a9c
}

// A secret can be read from JSON, a flag or an environment without ever being
// a plain string.
func ExampleString_UnmarshalText() {
	var config struct{ Key secret.String }
	err := json.Unmarshal([]byte(`{"Key":"k-5f3a9c"}`), &config)
	fmt.Println(config.Key, config.Key.Equal(secret.New("k-5f3a9c")), err)
	// Output:
	// [secret] true <nil>
}

// A message of somebody else may repeat what it was given. A Redactor takes
// that out before the message is shown.
func ExampleRedactor() {
	const url = "https://connect.example/md/connect/jd1x3wlsx?lang=en"
	r := secret.NewRedactor(secret.TokensOf(url)...)
	fmt.Println(r.Text("GET /md/connect/jd1x3wlsx: connection refused"))
	fmt.Println(secret.Origin(url))
	// Output:
	// GET /md/connect/[secret]: connection refused
	// https://connect.example
}
