package ucw

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// JobType is a kind of data that a connection is made for.
type JobType string

// The job types. They are case-sensitive.
const (
	AccountNumber      JobType = "accountNumber"
	AccountOwner       JobType = "accountOwner"
	Transactions       JobType = "transactions"
	TransactionHistory JobType = "transactionHistory"
)

// WidgetURLRequest describes a widget. JobTypes, UserID and TargetOrigin are
// required.
type WidgetURLRequest struct {
	// JobTypes is sent as a JSON array. The server's guides show a string with
	// commas, which the server refuses.
	JobTypes []JobType `json:"jobTypes"`
	UserID   string    `json:"userId"` // the app's own identifier
	// TargetOrigin is the origin of the page that the widget posts its events
	// to: http or https. It is the origin of the page that frames the widget,
	// or the widget's own when that is loaded without a frame. When it is
	// another one no event arrives, and the widget does not say so.
	TargetOrigin string `json:"targetOrigin"`
	// InstitutionID is the UCP id of the institution to begin with. Whether
	// there is one is only seen in the widget.
	InstitutionID string `json:"institutionId,omitempty"`
	// Connection, when set, opens the widget to refresh it. It wins over
	// InstitutionID; its own institution and aggregator are required, and its
	// user must be UserID.
	Connection *Connection `json:"-"`
	// SingleAccountSelect lets the user pick one account only. Sophtron alone
	// asks; there it is on unless false.
	SingleAccountSelect *bool `json:"singleAccountSelect,omitempty"`
	// AggregatorOverride picks the aggregator. The server's own tests use it;
	// it takes the names of production only.
	AggregatorOverride string `json:"aggregatorOverride,omitempty"`
}

// widgetURLBody is the request as it is sent, with the parts that its own JSON
// form keeps to itself.
type widgetURLBody struct {
	WidgetURLRequest
	ConnectionID string `json:"connectionId,omitempty"`
	Aggregator   string `json:"aggregator,omitempty"`
}

// WidgetURL asks for a widget URL (POST /widgetUrl). It shows one widget: ask
// for another one for each reload. It lives for five minutes. Its origin is
// the server's public address, which may be another one than the base URL.
//
// A request that the server would refuse is a fault.ProviderInputInvalid error
// with the server's words. An address that is neither https nor http on a
// loopback address is a fault.WidgetURLInvalid error.
func (c *Client) WidgetURL(ctx context.Context, req WidgetURLRequest) (secret.String, error) {
	body := req.body()
	if err := body.check(); err != nil {
		return secret.String{}, err
	}
	if err := req.checkConnection(); err != nil {
		return secret.String{}, err
	}
	answer, err := c.do(ctx, c.tokens.General, rest.Call{
		Method: http.MethodPost, Path: "/widgetUrl", Body: body, Hide: []string{body.ConnectionID},
	})
	if err != nil {
		return secret.String{}, err
	}
	return readWidgetURL(answer)
}

// checkConnection refuses what would open another widget than the one that was
// meant.
func (req WidgetURLRequest) checkConnection() error {
	switch c := req.Connection; {
	case c == nil:
		return nil
	case c.ID.IsZero():
		return refuse("The connection to refresh has no id.")
	case c.UserID != req.UserID:
		return refuse("The connection belongs to another user.")
	}
	return nil
}

func (req WidgetURLRequest) body() widgetURLBody {
	body := widgetURLBody{WidgetURLRequest: req}
	if c := req.Connection; c != nil {
		body.ConnectionID, body.InstitutionID, body.Aggregator = c.ID.Reveal(), c.InstitutionID, c.Aggregator
	}
	return body
}

func readWidgetURL(answer rest.Answer) (secret.String, error) {
	if _, err := answer.Envelope(); err != nil {
		return secret.String{}, err
	}
	var body struct {
		WidgetURL secret.String `json:"widgetUrl"`
	}
	// A JSON error may quote the URL and is not passed on as the cause.
	if json.Unmarshal(answer.Body, &body) != nil || body.WidgetURL.IsZero() {
		return secret.String{}, answer.BadAnswer("no widgetUrl in the answer")
	}
	if u, err := url.Parse(body.WidgetURL.Reveal()); err != nil || !rest.Secure(u) {
		return secret.String{}, fault.New(fault.WidgetURLInvalid, nil)
	}
	return body.WidgetURL, nil
}

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
