package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

// holder has every place in which an amount may stand.
type holder struct {
	GUID   string      `json:"guid"`
	Sum    *float64    `json:"sum"`
	Count  *int        `json:"count"`
	Is     *bool       `json:"is"`
	Inner  *holder     `json:"inner"`
	Many   []holder    `json:"many"`
	Words  []string    `json:"words"`
	Matrix [][]float64 `json:"matrix"`
	outer
}

// outer is embedded, and has an embedded struct itself.
type outer struct {
	Rate *float64 `json:"rate"`
	innermost
}

type innermost struct {
	Limit *int `json:"limit"`
}

func readHolder(body string) (holder, error) {
	v := holder{GUID: "before"}
	e, err := answerOf("", `{"holder":`+body+`}`, nil).Envelope()
	if err != nil {
		return v, err
	}
	return v, e.Object("holder", &v)
}

func TestAValueThatDoesNotFitIsUnknownAndNotZero(t *testing.T) {
	rows := []struct {
		name, body string
		want       holder
	}{
		{"a string in the place of an amount", `{"guid":"A","sum":"12.50"}`, holder{GUID: "A"}},
		{"null", `{"guid":"A","sum":null}`, holder{GUID: "A"}},
		{"true", `{"guid":"A","sum":true}`, holder{GUID: "A"}},
		{"an object", `{"guid":"A","sum":{"value":12.5}}`, holder{GUID: "A"}},
		{"a list", `{"guid":"A","sum":[12.5]}`, holder{GUID: "A"}},
		{"a number out of range", `{"guid":"A","sum":-1e999}`, holder{GUID: "A"}},
		{"half a piece", `{"guid":"A","count":1.5}`, holder{GUID: "A"}},
		{"a string in the place of a flag", `{"guid":"A","is":"true"}`, holder{GUID: "A"}},
		{"several of them", `{"sum":"1","count":"2","is":"3","guid":4}`, holder{GUID: "before"}},
		{"a name in capital letters", `{"guid":"A","SUM":"12.50"}`, holder{GUID: "A"}},
		{"a name that stands twice", `{"guid":"A","sum":"1","Sum":"2"}`, holder{GUID: "A"}},
		{"deep down", `{"inner":{"guid":"B","sum":"1","many":[{"sum":"1"},{"sum":2}]}}`,
			holder{GUID: "before", Inner: &holder{GUID: "B", Many: []holder{{}, {Sum: new(2.0)}}}}},
		{"a string in the place of an object", `{"guid":"A","inner":"B"}`, holder{GUID: "A"}},
		{"one of a list", `{"words":["a",1,"b",{}],"many":[7,{"guid":"B"}]}`, holder{GUID: "before", Words: []string{"a", "b"}, Many: []holder{{GUID: "B"}}}},
		{"one of a list of lists", `{"matrix":[[1,"2"],"3",[4]]}`, holder{GUID: "before", Matrix: [][]float64{{1}, {4}}}},
		{"in an embedded struct", `{"guid":"A","rate":"1","limit":"2"}`, holder{GUID: "A"}},
		{"in an embedded struct deep down", `{"guid":"A","inner":{"rate":"1","limit":{}}}`, holder{GUID: "A", Inner: &holder{}}},
		{"in an embedded struct that something else is named like", `{"guid":"A","outer":{"x":1},"rate":"1"}`, holder{GUID: "A"}},
		{"what fits beside it stays exact", `{"sum":9007199254740993.5,"count":9007199254740993,"is":1}`,
			holder{GUID: "before", Sum: new(9007199254740993.5), Count: new(9007199254740993)}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got, err := readHolder(row.body)
			require.NoError(t, err)
			assert.Equal(t, row.want, got)
		})
	}
}

func TestAnObjectOfMisfitsIsABadAnswer(t *testing.T) {
	var body strings.Builder
	for i := range mostMisfits + 1 { // each round takes one level off
		fmt.Fprintf(&body, `{"sum":"%d","inner":`, i)
	}
	body.WriteString(`null` + strings.Repeat(`}`, mostMisfits+1))
	got, err := readHolder(body.String())
	requireFault(t, err, fault.ProviderBadAnswer)
	assert.Equal(t, holder{GUID: "before"}, got, "nothing of it is kept")
}

func TestEachMisfitIsNamedInTheLog(t *testing.T) {
	var log bytes.Buffer
	e, err := answerOf("", `{"holder":{"sum":"4111","inner":{"is":"4112"}}}`, slog.New(slog.NewTextHandler(&log, nil))).Envelope()
	require.NoError(t, err)
	require.NoError(t, e.Object("holder", new(holder)))
	assert.Contains(t, log.String(), "in=holder field=sum got=string want=float64")
	assert.Contains(t, log.String(), "in=holder field=inner.is got=string want=bool")
	assert.NotContains(t, log.String(), "411")
}

// FuzzMisfit decodes anything: the kept part can be written and read again, or
// the object is a bad answer.
func FuzzMisfit(f *testing.F) {
	f.Add(`{"sum":"1","many":[{"sum":[]},3],"matrix":[["a"]]}`)
	f.Add(`{"inner":{"inner":{"count":1e9}},"words":[[],null]}`)
	f.Fuzz(func(t *testing.T, body string) {
		got, err := readHolder(body)
		if err != nil {
			requireFault(t, err, fault.ProviderBadAnswer)
			return
		}
		written, err := json.Marshal(got)
		require.NoError(t, err)
		again, err := readHolder(string(written))
		require.NoError(t, err)
		require.Equal(t, got, again)
	})
}
