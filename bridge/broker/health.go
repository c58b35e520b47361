package broker

import (
	"context"
	"net/http"
	"time"
)

// health says that the process answers.
func (b *Broker) health(w http.ResponseWriter, _ *http.Request) error {
	answer(w, http.StatusOK, map[string]string{"status": "ok"})
	return nil
}

// ready says whether sessions can be made: the store answers, and the broker
// is not closing.
func (b *Broker) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	if err := b.o.Store.Ready(ctx); err != nil {
		return err
	}
	if err := b.stopped.Err(); err != nil {
		return err
	}
	answer(w, http.StatusOK, map[string]string{"status": "ready"})
	return nil
}
