package mxapi

import (
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// job is an operation that starts one.
type job struct {
	kind   world.JobType
	status int // that MX documents: most are only accepted
}

// jobs are the operations by the end of their path. They are read-only.
var jobs = map[string]job{
	"aggregate":        {world.Aggregation, http.StatusAccepted},
	"verify":           {world.Verification, http.StatusOK},
	"identify":         {world.Identification, http.StatusAccepted},
	"check_balance":    {world.BalanceJob, http.StatusAccepted},
	"extend_history":   {world.HistoryJob, http.StatusAccepted},
	"fetch_statements": {world.StatementJob, http.StatusAccepted},
	"fetch_rewards":    {world.RewardJob, http.StatusOK},
}

// startJob: POST /users/{…}/members/{…}/aggregate and the like. What MX does
// while a job is running is not documented: here it is a 409.
func (f *face) startJob(j job) operation {
	return func(r *http.Request, a *reply) error {
		if err := checkPayload(r); err != nil {
			return err
		}
		m, err := f.World.StartJob(r.PathValue("user"), r.PathValue("member"), j.kind)
		if err != nil {
			return err
		}
		a.status, a.body = j.status, map[string]any{"member": a.member(m)}
		return nil
	}
}
