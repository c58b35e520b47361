package journey

import (
	"context"

	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

// report tells a backend that keeps the session how it ended. The journey does
// not depend on it.
func (j *Journey) report(o session.Outcome) {
	backend, ok := j.cfg.Provider.(provider.OutcomeReporter)
	if !ok || j.note.Session == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(j.ctx), j.cfg.AskPatience)
	defer cancel()
	end := provider.Outcome{Result: string(o.Result), Reason: o.Reason.Code}
	if len(o.Members) > 0 {
		end.MemberGUID, end.Reason = o.Members[0].GUID, ""
	}
	if err := backend.Report(ctx, j.note.Session, end); err != nil {
		j.out.warn(err)
	}
}
