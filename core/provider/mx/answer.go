package mx

import "github.com/connecthost/connecthost/core/secret"

// Answer is what the user gave for a credential or a challenge. Value prints
// as a mask.
//
// For a challenge with options, MX's specification does not say whether Value
// is the option's guid or its value; clients that are known to work send the
// option's value.
type Answer struct {
	GUID  string // of the credential or the challenge
	Value secret.String
}

// wireAnswer is an Answer as it is sent.
type wireAnswer struct {
	GUID  string `json:"guid"`
	Value string `json:"value"`
}

// open returns the answers as they are sent, nil for none.
func open(answers []Answer) []wireAnswer {
	var sent []wireAnswer
	for _, a := range answers {
		sent = append(sent, wireAnswer{a.GUID, a.Value.Reveal()})
	}
	return sent
}

// hidden lists what nobody should read in an error.
func hidden(answers []Answer) []string {
	var values []string
	for _, a := range answers {
		values = append(values, a.Value.Reveal())
	}
	return values
}
