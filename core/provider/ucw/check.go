package ucw

import (
	"net/url"
	"slices"
	"strings"
)

var jobTypes = []JobType{AccountNumber, AccountOwner, Transactions, TransactionHistory}

// check applies the server's rules in the server's order, with its words. The
// lists of aggregators are left to the server: it may know more of them.
func (b widgetURLBody) check() error {
	for _, rule := range []func() error{b.checkJobTypes, b.checkAggregator, b.checkUser, b.checkTarget, b.checkConnection} {
		if err := rule(); err != nil {
			return err
		}
	}
	return nil
}

func (b widgetURLBody) checkJobTypes() error {
	switch {
	case b.JobTypes == nil:
		return refuse(`"jobTypes" is required`)
	case len(b.JobTypes) == 0:
		return refuse(`"jobTypes" must contain at least 1 items`)
	}
	for i, job := range b.JobTypes {
		if !slices.Contains(jobTypes, job) {
			return refuse(`"jobTypes[%d]" must be one of [accountNumber, accountOwner, transactions, transactionHistory]`, i)
		}
	}
	return nil
}

func (b widgetURLBody) checkAggregator() error {
	switch {
	case b.Aggregator == "":
		return nil
	case b.ConnectionID == "":
		return refuse("aggregator missing required peer connectionId")
	case b.InstitutionID == "":
		return refuse("aggregator missing required peer institutionId")
	}
	return nil
}

func (b widgetURLBody) checkUser() error {
	if b.UserID == "" {
		return refuse(`"userId" is not allowed to be empty`)
	}
	return nil
}

func (b widgetURLBody) checkTarget() error {
	if b.TargetOrigin == "" {
		return refuse(`"targetOrigin" is not allowed to be empty`)
	}
	u, err := url.Parse(b.TargetOrigin)
	if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https"}, strings.ToLower(u.Scheme)) {
		return refuse(`"targetOrigin" must be a valid uri with a scheme matching the http|https pattern`)
	}
	return nil
}

func (b widgetURLBody) checkConnection() error {
	switch {
	case b.ConnectionID == "":
		return nil
	case b.InstitutionID == "":
		return refuse(`"connectionId" missing required peer "institutionId"`)
	case b.Aggregator == "":
		return refuse(`"connectionId" missing required peer "aggregator"`)
	}
	return nil
}
