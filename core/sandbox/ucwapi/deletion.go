package ucwapi

import (
	"net/http"
	"net/url"
	"slices"
)

// deleteRoutes adds the deletion endpoints, unless they are switched off.
func (f *Face) deleteRoutes(mux *http.ServeMux) {
	if f.NoDelete {
		return
	}
	mux.Handle("DELETE /api/user", f.require(f.Auth.Delete, Delete, f.deleteHandler(false)))
	mux.Handle("DELETE /api/connection", f.require(f.Auth.Delete, Delete, f.deleteHandler(true)))
}

func (f *Face) deleteHandler(needsConnection bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		if refusal := checkAggregatorName(query); refusal != "" {
			writeRefusal(w, refusal)
			return
		}
		id := r.Header.Get("UCW-Connection-Id")
		if refusal := checkDeletion(query, needsConnection, id); refusal != "" {
			writeJSON(w, http.StatusBadRequest, escape.Replace(refusal))
			return
		}
		remove := f.removeUser
		if needsConnection {
			remove = func(aggregator, userID string) (any, error) { return f.removeConnection(aggregator, userID, id) }
		}
		f.connections.mu.Lock()
		defer f.connections.mu.Unlock()
		switch answer, err := remove(query.Get("aggregator"), query.Get("userId")); {
		case err != nil:
			writeAdapterError(w, err)
		case answer != nil:
			writeJSON(w, http.StatusOK, answer)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	})
}

func checkDeletion(query url.Values, needsConnection bool, id string) string {
	switch {
	case query.Get("userId") == "" && family(query.Get("aggregator")) != "plaid":
		return `"userId" is required`
	case needsConnection && id == "":
		return "UCW-Connection-Id header is required"
	}
	if name := firstUnknown(query, []string{"aggregator", "userId", "connectionId"}); name != "" {
		return quote(name) + " is not allowed"
	}
	return ""
}

// removeUser forgets a user at an aggregator. The caller holds the lock.
func (f *Face) removeUser(aggregator, userID string) (any, error) {
	if family(aggregator) == "plaid" {
		return nil, &adapterError{http.StatusBadRequest, "Plaid doesn't support user deletion, you must delete connections instead"}
	}
	key := userKey{aggregator, userID}
	if _, known := f.connections.users[key]; !known {
		return nil, &adapterError{http.StatusNotFound, "Can't resolve userId"}
	}
	delete(f.connections.users, key)
	return nil, f.drop(func(c *connection) bool { return c.bank.aggregator == aggregator && c.userID == userID })
}

// removeConnection deletes one connection; with Finicity it deletes the user.
// The caller holds the lock.
func (f *Face) removeConnection(aggregator, userID, id string) (any, error) {
	if family(aggregator) == "finicity" {
		if _, err := f.removeUser(aggregator, userID); err != nil {
			return nil, err
		}
		return object{"message": "The user and all connections were deleted"}, nil
	}
	if _, known := f.connections.users[userKey{aggregator, userID}]; !known && userID != "" {
		return nil, &adapterError{http.StatusNotFound, "Can't resolve userId"}
	}
	fits := func(c *connection) bool {
		return c.bank.aggregator == aggregator && c.id == id && (userID == "" || c.userID == userID)
	}
	if f.connections.find(fits) == nil {
		return nil, &adapterError{http.StatusBadRequest, "The connection is not known"}
	}
	return nil, f.drop(fits)
}

// drop deletes connections, in the world too. The caller holds the lock.
func (f *Face) drop(fits func(*connection) bool) error {
	for _, c := range f.connections.list {
		if !fits(c) {
			continue
		}
		if err := f.World.DeleteMember(c.user, c.member); err != nil {
			return err
		}
	}
	f.connections.list = slices.DeleteFunc(f.connections.list, fits)
	return nil
}
