package broker

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are counted always and shown when Options.Registerer is set. No
// label has a value that clients choose.
type metrics struct {
	requests    *prometheus.CounterVec
	durations   *prometheus.HistogramVec
	sessions    *prometheus.CounterVec
	outcomes    *prometheus.CounterVec
	returns     *prometheus.CounterVec
	webhooks    *prometheus.CounterVec
	streams     prometheus.Gauge
	storeErrors prometheus.Counter
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		requests:  counters("requests_total", "Requests answered.", "route", "status"),
		sessions:  counters("sessions_total", "Sessions made.", "provider"),
		outcomes:  counters("outcomes_total", "Sessions that ended with an outcome.", "provider", "result"),
		returns:   counters("returns_total", "Return links, by what came of them.", "provider", "verdict"),
		webhooks:  counters("webhooks_total", "Webhooks, by what came of them.", "provider", "verdict"),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: "request_seconds", Help: "Time to answer, event streams left out.", Buckets: prometheus.DefBuckets}, []string{"route"}),
		streams:   prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: "streams", Help: "Open event streams."}),
		storeErrors: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Name: "store_errors_total", Help: "Requests refused because the store could not be used.",
		}),
	}
	if r == nil {
		return m, nil
	}
	for _, c := range []prometheus.Collector{m.requests, m.durations, m.sessions, m.outcomes, m.returns, m.webhooks, m.streams, m.storeErrors} {
		if err := r.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

const namespace = "connecthost_broker"

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
}

func (m *metrics) request(r *http.Request, status int, took time.Duration) {
	route := routeOf(r)
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	if !strings.HasSuffix(route, "/events") {
		m.durations.WithLabelValues(route).Observe(took.Seconds())
	}
}
