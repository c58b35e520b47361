package provider_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/provider"
)

func TestTimeIsReadInEachStyle(t *testing.T) {
	rows := map[string]time.Time{
		`"2026-03-04T05:06:07Z"`:          time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
		`"2026-03-04T05:06:07.000Z"`:      time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
		`"2026-03-04T05:06:07+00:00"`:     time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
		`"2026-03-04T05:06:07.25-07:00"`:  time.Date(2026, 3, 4, 12, 6, 7, 250e6, time.UTC),
		`"2026-03-04T05:06:07.5"`:         time.Date(2026, 3, 4, 5, 6, 7, 500e6, time.UTC),
		`"2026-03-04 05:06:07 +0200"`:     time.Date(2026, 3, 4, 3, 6, 7, 0, time.UTC),
		`{}`:                              {},
		`"2026-03-04T05:06:07+0200"`:      time.Date(2026, 3, 4, 3, 6, 7, 0, time.UTC),
		`"2026-03-04"`:                    time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC),
		`null`:                            {},
		`""`:                              {},
		`"soon"`:                          {},
		`1772600767`:                      {},
		`{"time":"2026-03-04T05:06:07Z"}`: {},
	}
	for in, want := range rows {
		t.Run(in, func(t *testing.T) {
			got := provider.Time{Time: time.Unix(1, 0), Raw: "before"}
			require.NoError(t, json.Unmarshal([]byte(in), &got))
			assert.True(t, want.Equal(got.Time), got.Time)
		})
	}
}

func TestTimeIsWrittenAsReceived(t *testing.T) {
	for in, want := range map[string]string{`"2026-03-04T05:06:07+00:00"`: "", `"soon"`: "", `null`: "", `""`: "null"} {
		var v provider.Time
		require.NoError(t, json.Unmarshal([]byte(in), &v))
		out, err := json.Marshal(v)
		require.NoError(t, err)
		if want == "" {
			want = in
		}
		assert.Equal(t, want, string(out))
	}
	out, err := json.Marshal(provider.Time{Time: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)})
	require.NoError(t, err)
	assert.Equal(t, `"2026-03-04T05:06:07Z"`, string(out))
}

func TestTextTakesAnyScalar(t *testing.T) {
	for in, want := range map[string]provider.Text{`"a"`: "a", `true`: "true", `1.5`: "1.5", `null`: "", `""`: ""} {
		got := provider.Text("before")
		require.NoError(t, json.Unmarshal([]byte(in), &got))
		assert.Equal(t, want, got)
	}
}
