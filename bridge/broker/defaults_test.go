package broker

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/bridge/broker/webhook"
)

// The defaults are promises of the documentation.
func TestDefaults(t *testing.T) {
	o := Options{}.withDefaults()
	assert.Equal(t, []time.Duration{30 * time.Minute, time.Hour, 4 * time.Minute, 20 * time.Second},
		[]time.Duration{o.SessionTTL, o.Keep, o.URLTTL, o.CallTTL})
	assert.Equal(t, Limits{
		Body: 16 << 10, WebhookBody: 256 << 10,
		PerUser: Rate{120, time.Minute}, SessionsOf: Rate{20, time.Minute}, PerAddress: Rate{600, time.Minute},
		StreamsOf: 8, Streams: 10_000, Heartbeat: 15 * time.Second, StreamPatience: 10 * time.Second,
	}, o.Limits)
	w := webhookDefaults(o.Webhooks)
	w.GivenUp = nil
	assert.Equal(t, webhook.Options{Remember: 24 * time.Hour, Retry: 30 * time.Second, Attempts: 20, Parallel: 4}, w)
	assert.Equal(t, 8, MaxSaid)
	s := (&Broker{o: o}).Server()
	assert.Equal(t, 5*time.Second, s.ReadHeaderTimeout)
	assert.Equal(t, 16<<10, s.MaxHeaderBytes)
	assert.Greater(t, s.WriteTimeout, o.CallTTL, "a provider's call fits")
}
