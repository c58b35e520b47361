package world

import "strings"

// trials are the institutions at which something other than a plain login can
// be tried out. They are read-only.
var trials = [...]seed{
	{code: "riddlewick", name: "Riddlewick Bank", colour: "#5b3f8c", motif: 4, country: "US", conduct: conduct{question: TextQuestion}},
	{code: "tokenham", name: "Tokenham Bank", colour: "#2b5d6b", motif: 0, country: "US", conduct: conduct{question: TokenQuestion}},
	{code: "forkroad", name: "Forkroad Savings", colour: "#7a4b1f", motif: 1, country: "US", conduct: conduct{question: OptionsQuestion}},
	{code: "picturehill", name: "Picturehill Bank", colour: "#3d6b2f", motif: 3, country: "US", conduct: conduct{question: ImageQuestion}},
	{code: "gallerygate", name: "Gallerygate Bank", colour: "#8a2f5b", motif: 2, country: "US", conduct: conduct{question: ImageOptionsQuestion}},
	{code: "sievebrook", name: "Sievebrook Bank", colour: "#1f6b64", motif: 1, country: "US", conduct: conduct{question: AccountQuestion}},
	{code: "tidewater", name: "Tidewater Bank", colour: "#1d4f91", motif: 1, country: "US", conduct: conduct{oauth: true}},
	{code: "twinlight", name: "Twinlight Bank", colour: "#6b5b1f", motif: 0, country: "US", conduct: conduct{oauth: true, elsewhere: true}},
	{code: "weathervane", name: "Weathervane Bank", colour: "#4a5568", motif: 1, country: "US", conduct: conduct{weather: true}},
	{code: "glacier", name: "Glacier Trust", colour: "#3b7ea1", motif: 3, country: "US", conduct: conduct{slowness: 20}},
	{code: "standstill", name: "Standstill Bank", colour: "#7f2f2f", motif: 0, country: "US", conduct: conduct{down: true}},
	{code: "pennyroyal", name: "Pennyroyal Savings", colour: "#6a4f7a", motif: 4, country: "US", less: []Product{AccountVerification}},
	{code: "evergrove", name: "Evergrove Invest", colour: "#27633a", motif: 2, country: "US", conduct: conduct{invests: true}},
}

// Trial is one thing to try out: an input, where it goes, and its effect. The
// documentation lists them all.
type Trial struct {
	Institution string // name
	Code        string
	User        string // "any", or "" when there is nothing to enter
	Password    string
	What        string
}

// Trials returns what there is to try out, in the order of the documentation.
func Trials() []Trial {
	list := []Trial{
		{"Harborlight Bank", "harborlight", "any", "correct", "connects: checking, savings and a card"},
		{"Mistral Credit Union", "mistral", "any", "anything, then `correct`", "is refused (`DENIED`), then connects"},
		{"Evergrove Invest", "evergrove", "any", "correct", "connects, with an investment account and its holdings as well"},
		{"Riddlewick Bank", "riddlewick", "any", "correct", "asks a question to be answered with text: `correct` connects, `again` asks once more, anything else is `REJECTED`"},
		{"Tokenham Bank", "tokenham", "any", "correct", "asks for a one-time code; the answers are those of Riddlewick Bank"},
		{"Forkroad Savings", "forkroad", "any", "correct", "offers answers to choose from: the first connects, the second asks once more, the third is `REJECTED`"},
		{"Picturehill Bank", "picturehill", "any", "correct", "shows a picture with a word to type: the answers are those of Riddlewick Bank"},
		{"Gallerygate Bank", "gallerygate", "any", "correct", "offers pictures to choose from, in the order of Forkroad Savings"},
		{"Sievebrook Bank", "sievebrook", "any", "correct", "asks which one account to share, and connects with that one alone"},
		{"Tidewater Bank", "tidewater", "", "", "OAuth at the bank's own site: allow, refuse (`DENIED`), leave (`CANCELLED`), password `error` (`SERVER_ERROR`), or close the tab (stays `PENDING`); a second member comes back as the first"},
		{"Twinlight Bank", "twinlight", "", "", "OAuth; when allowed, another member comes back than the one that asked, which stays `PENDING`"},
		{"Glacier Trust", "glacier", "any", "correct", "connects, in twenty times the usual time"},
		{"Standstill Bank", "standstill", "any", "anything", "holds each submission, then answers 503 with `Retry-After`"},
		{"Pennyroyal Savings", "pennyroyal", "any", "correct", "connects, but gives no account numbers: verify the account by microdeposits"},
	}
	return append(list, weatherTrials()...)
}

// weatherTrials has a row for each status, in the order of the numbers.
func weatherTrials() []Trial {
	var list []Trial
	for s := range Status(len(statusNames)) {
		what := "ends as `" + s.String() + "`"
		switch {
		case s == Connected:
			what = "connects"
		case s == Challenged:
			what = "asks a question (`CHALLENGED`), as Riddlewick Bank does"
		case s.passing():
			what = "is `" + s.String() + "` for half of the time, then connects"
		}
		list = append(list, Trial{"Weathervane Bank", "weathervane", "any", lower(s), what})
	}
	return list
}

func lower(s Status) string { return strings.ToLower(s.String()) }
