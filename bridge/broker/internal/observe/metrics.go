package observe

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

const namespace = "connecthost_broker"

// Metrics are counted always and shown when they are registered. No label has a
// value that clients choose.
type Metrics struct {
	Sessions    *prometheus.CounterVec // by provider
	Outcomes    *prometheus.CounterVec // by provider and result
	Returns     *prometheus.CounterVec // by provider and verdict
	Webhooks    *prometheus.CounterVec // by provider and verdict
	Streams     prometheus.Gauge
	StoreErrors prometheus.Counter
	requests    *prometheus.CounterVec
	durations   *prometheus.HistogramVec
}

// NewMetrics makes the metrics and registers them; r may be nil. Error:
// the registerer's, such as that they are registered already.
func NewMetrics(r prometheus.Registerer) (*Metrics, error) {
	m := &Metrics{
		requests:  counters("requests_total", "Requests answered.", "route", "status"),
		Sessions:  counters("sessions_total", "Sessions made.", "provider"),
		Outcomes:  counters("outcomes_total", "Sessions that ended with an outcome.", "provider", "result"),
		Returns:   counters("returns_total", "Return links, by what came of them.", "provider", "verdict"),
		Webhooks:  counters("webhooks_total", "Webhooks, by what came of them.", "provider", "verdict"),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: "request_seconds", Help: "Time to answer, event streams left out.", Buckets: prometheus.DefBuckets}, []string{"route"}),
		Streams:   prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: "streams", Help: "Open event streams."}),
		StoreErrors: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Name: "store_errors_total", Help: "Requests refused because the store could not be used.",
		}),
	}
	if r == nil {
		return m, nil
	}
	for _, c := range []prometheus.Collector{m.requests, m.durations, m.Sessions, m.Outcomes, m.Returns, m.Webhooks, m.Streams, m.StoreErrors} {
		if err := r.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
}

func (m *Metrics) request(r *http.Request, status int, took time.Duration) {
	route := routeOf(r)
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	if !strings.HasSuffix(route, "/events") {
		m.durations.WithLabelValues(route).Observe(took.Seconds())
	}
}
