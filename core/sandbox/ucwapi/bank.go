package ucwapi

import (
	"slices"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// bank is an institution of the server: one of the world's, reached through
// one aggregator.
type bank struct {
	id         string // UCP id
	code       string // in the world
	aggregator string
	jobs       []string // that it supports
	oauth      bool
	question   bool // asks a question after the password
}

// banks are all institutions. UCW's own test banks have their names; the ones
// for a single job type follow their pattern. It is read-only.
var banks = []bank{
	{id: "mxBank", code: "harborlight", aggregator: "mx_int", jobs: jobTypes},
	{id: "mxCuCredential", code: "mistral", aggregator: "mx_int", jobs: jobTypes},
	{id: "mxBankOauth", code: "foxgloven", aggregator: "mx_int", jobs: jobTypes, oauth: true},
	{id: "mxCUOauth", code: "sorrelwood", aggregator: "mx_int", jobs: jobTypes, oauth: true},
	{id: "sophtronBank", code: "gullwingate", aggregator: "sophtron", jobs: jobTypes, question: true},
	{id: "sophtronBankNoMFA", code: "inkberrow", aggregator: "sophtron", jobs: jobTypes},
	{id: "finbank", code: "jackdawson", aggregator: "finicity_sandbox", jobs: jobTypes, oauth: true},
	{id: "mikomoBank", code: "kestrelton", aggregator: "akoya_sandbox", jobs: jobTypes, oauth: true},
	{id: "plaidbank", code: "plumegate", aggregator: "plaid_sandbox", jobs: jobTypes, oauth: true},
	{id: "mxBankAccountNumberOnly", code: "amberwick", aggregator: "mx_int", jobs: jobTypes[0:1]},
	{id: "mxBankAccountOwnerOnly", code: "clovermoor", aggregator: "mx_int", jobs: jobTypes[1:2]},
	{id: "mxBankTransactionsOnly", code: "nettlebrook", aggregator: "mx_int", jobs: jobTypes[2:3]},
	{id: "mxBankTransactionHistoryOnly", code: "umberlea", aggregator: "mx_int", jobs: jobTypes[3:4]},
}

// popular is how many of the first banks are recommended.
const popular = 9

// supports reports whether a bank can do all jobs.
func (b bank) supports(jobs []string) bool {
	return !slices.ContainsFunc(jobs, func(j string) bool { return !slices.Contains(b.jobs, j) })
}

// family is the aggregator without its environment: mx for mx_int.
func family(aggregator string) string {
	return strings.TrimSuffix(strings.TrimSuffix(aggregator, "_sandbox"), "_int")
}

// offered returns the banks that a widget shows.
func (f *Face) offered(s *session) []bank {
	var found []bank
	for _, b := range banks {
		if !f.Production && b.supports(s.JobTypes) && (!b.oauth || f.OpenBank != nil) {
			found = append(found, b)
		}
	}
	return found
}

// bank finds an offered bank by its UCP id, its world's guid or its code.
func (f *Face) bank(s *session, id string) (bank, world.Institution, error) {
	for _, b := range f.offered(s) {
		in, err := f.World.Institution(b.code)
		if err != nil {
			return bank{}, in, err
		}
		if id == b.id || id == in.GUID || id == b.code {
			return b, in, nil
		}
	}
	return bank{}, world.Institution{}, errNoSuch
}
