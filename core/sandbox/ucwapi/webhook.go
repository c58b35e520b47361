package ucwapi

import "net/http"

// webhook is where aggregators report to the server: it answers with the
// connection that the report names. A report changes nothing here, because the
// sandbox's banks finish their visits themselves.
func (f *Face) webhook(w http.ResponseWriter, r *http.Request) {
	aggregator := r.PathValue("aggregator")
	f.connections.mu.Lock()
	defer f.connections.mu.Unlock()
	v := f.connections.visits[r.URL.Query().Get("connection_id")]
	if v == nil || v.bank.aggregator != aggregator {
		writeText(w, http.StatusBadRequest, "Error")
		return
	}
	writeJSON(w, http.StatusOK, object{"id": v.guid, "status": v.state})
}
