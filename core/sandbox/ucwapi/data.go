package ucwapi

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"time"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// dataRoutes adds the data endpoints, unless they are switched off.
func (f *Face) dataRoutes(mux *http.ServeMux) {
	if f.NoData {
		return
	}
	for path, make := range map[string]func(dataRequest) (any, error){
		"accounts": f.accountsData, "identity": f.identityData, "transactions": f.transactionsData,
	} {
		transactions := path == "transactions"
		mux.Handle("GET /api/data/"+path, f.require(f.Auth.Data, Data, f.dataHandler(transactions, false, make)))
		mux.Handle("GET /api/vc/data/"+path, f.require(f.Auth.Data, Data, f.dataHandler(transactions, true, f.credential(path, make))))
	}
}

// dataRequest is a request for data that was checked.
type dataRequest struct {
	aggregator, userID, accountID, connectionID string

	start, end time.Time // zero for the server's own
	connection *connection
}

// adapterError is a refusal of an aggregator's adapter: a JSON object with a
// message.
type adapterError struct {
	status  int
	message string
}

func (e *adapterError) Error() string { return e.message }

// dataHandler answers data or one of the three forms of refusals: bare text
// for the aggregator, a JSON string for other parameters, an object for
// refusals of an adapter.
func (f *Face) dataHandler(transactions, vc bool, make func(dataRequest) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		if refusal := checkAggregatorName(query); refusal != "" {
			writeRefusal(w, refusal)
			return
		}
		q := dataRequest{
			aggregator: query.Get("aggregator"), userID: query.Get("userId"),
			accountID: query.Get("accountId"), connectionID: r.Header.Get("UCW-Connection-Id"),
		}
		if refusal := q.check(query, transactions); refusal != "" {
			writeJSON(w, http.StatusBadRequest, escape.Replace(refusal))
			return
		}
		answer, err := f.adapter(q, query, vc, make)
		if err != nil {
			writeAdapterError(w, err)
			return
		}
		writeJSON(w, http.StatusOK, answer)
	})
}

func writeAdapterError(w http.ResponseWriter, err error) {
	refused, ok := err.(*adapterError)
	if !ok {
		refused = &adapterError{http.StatusBadRequest, "The sandbox failed."}
	}
	writeJSON(w, refused.status, object{"message": refused.message})
}

// checkAggregatorName is the first check of every endpoint with an aggregator.
func checkAggregatorName(query url.Values) string {
	switch name := query.Get("aggregator"); {
	case !query.Has("aggregator"):
		return `"aggregator" is required`
	case !slices.Contains(aggregators, name):
		return `"aggregator" must be one of [akoya, akoya_sandbox, finicity, finicity_sandbox, mx, mx_int, sophtron, plaid, plaid_sandbox]`
	}
	return ""
}

// check returns the message for the first parameter that is refused. A connectionId
// in the query is documented as an error and is ignored.
func (q dataRequest) check(query url.Values, transactions bool) string {
	known := []string{"aggregator", "userId", "connectionId"}
	if transactions {
		known = append(known, "accountId", "startDate", "endDate")
	}
	plaid := family(q.aggregator) == "plaid"
	switch {
	case q.userID == "" && query.Has("userId"):
		return `"userId" is not allowed to be empty`
	case q.userID == "" && !plaid:
		return `"userId" is required`
	case transactions && q.accountID == "":
		return `"accountId" is required`
	}
	for _, name := range []string{"startDate", "endDate"} {
		if transactions && query.Has(name) && !isoDate.MatchString(query.Get(name)) {
			return quote(name) + " must be in iso format"
		}
	}
	if name := firstUnknown(query, known); name != "" {
		return quote(name) + " is not allowed"
	}
	if q.connectionID == "" && (!transactions || plaid) {
		return "UCW-Connection-Id header is required"
	}
	return ""
}

// isoDate is what the validation takes for a date: also one with a time, which
// the adapters then refuse.
var isoDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$`)

func firstUnknown(query url.Values, known []string) string {
	var names []string
	for name := range query {
		if !slices.Contains(known, name) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

// adapter finds the connection and asks for its data.
func (f *Face) adapter(q dataRequest, query url.Values, vc bool, make func(dataRequest) (any, error)) (any, error) {
	if err := q.supported(vc); err != nil {
		return nil, err
	}
	if err := q.dates(query); err != nil {
		return nil, err
	}
	f.connections.mu.Lock()
	defer f.connections.mu.Unlock()
	if _, known := f.connections.users[userKey{q.aggregator, q.userID}]; !known && q.userID != "" {
		return nil, &adapterError{http.StatusNotFound, "Can't resolve userId"}
	}
	q.connection = f.connections.find(f.fits(q))
	if q.connection == nil { // the real message is the aggregator's
		return nil, &adapterError{http.StatusBadRequest, "The connection is not known"}
	}
	return make(q)
}

// supported refuses what an aggregator does not have.
func (q dataRequest) supported(vc bool) error {
	switch name := family(q.aggregator); {
	case vc && name != "mx" && name != "sophtron":
		return &adapterError{http.StatusBadRequest, "Unsupported aggregator " + q.aggregator}
	case name == "akoya":
		return &adapterError{http.StatusBadRequest, "Data adapter not implemented for Akoya"}
	}
	return nil
}

func (q *dataRequest) dates(query url.Values) error {
	for name, into := range map[string]*time.Time{"startDate": &q.start, "endDate": &q.end} {
		if !query.Has(name) {
			continue
		}
		day, err := time.Parse(time.DateOnly, query.Get(name))
		if err != nil {
			return &adapterError{http.StatusBadRequest, name + " must be a valid ISO 8601 date string"}
		}
		*into = day
	}
	return nil
}

// fits tells whether a connection is the one that is asked about: by its id, or
// by the account where the id may be missing.
func (f *Face) fits(q dataRequest) func(*connection) bool {
	return func(c *connection) bool {
		if c.bank.aggregator != q.aggregator || q.userID != "" && c.userID != q.userID {
			return false
		}
		if q.connectionID != "" {
			return c.id == q.connectionID
		}
		accounts, err := f.World.MemberAccounts(c.user, c.member)
		return err == nil && slices.ContainsFunc(accounts, func(a world.Account) bool { return a.GUID == q.accountID })
	}
}
