package rest

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

type thing struct {
	GUID  string   `json:"guid"`
	Flag  bool     `json:"flag"`
	Sum   *float64 `json:"sum"`
	Parts []thing  `json:"parts"`
}

func answerOf(kind, body string, log *slog.Logger) Answer {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return Answer{Status: 200, Header: http.Header{"Content-Type": {kind}}, Body: []byte(body), failure: failure{call: getUser}, log: log}
}

func readThing(a Answer) (thing, error) {
	var v thing
	e, err := a.Envelope()
	if err != nil {
		return v, err
	}
	err = e.Object("thing", &v)
	return v, err
}

func readThings(a Answer) ([]thing, error) {
	var all []thing
	e, err := a.Envelope()
	if err != nil {
		return nil, err
	}
	err = e.Objects("things", func(decode func(any) error) error {
		var v thing
		err := decode(&v)
		all = append(all, v)
		return err
	})
	return all, err
}

func TestObjectIsReadOrABadAnswer(t *testing.T) {
	rows := []struct {
		name, kind, body string
		ok               bool
		want             thing
	}{
		{"a plain object", "application/json", `{"thing":{"guid":"A","flag":true}}`, true, thing{GUID: "A", Flag: true}},
		{"white space around everything", "application/json", " \n{ \"thing\" : { \"guid\" : \"A\" } } \n", true, thing{GUID: "A"}},
		{"another content type", "application/vnd.mx.api.v1+json", `{"thing":{"guid":"A"}}`, true, thing{GUID: "A"}},
		{"no content type", "", `{"thing":{"guid":"A"}}`, true, thing{GUID: "A"}},
		{"unknown fields and nulls", "", `{"thing":{"guid":null,"flag":null,"new":[{}]},"extra":1}`, true, thing{}},
		{"a field of another type is left out", "", `{"thing":{"flag":"yes","guid":"A"}}`, true, thing{GUID: "A"}},
		{"a field deep down of another type is left out", "", `{"thing":{"parts":[{"flag":1,"guid":"B"}],"guid":"A"}}`, true, thing{GUID: "A", Parts: []thing{{GUID: "B"}}}},
		{"a number out of range is left out", "", `{"thing":{"sum":1e999,"guid":"A"}}`, true, thing{GUID: "A"}},
		{"an empty body", "application/json", "", false, thing{}},
		{"blanks", "application/json", " \n", false, thing{}},
		{"HTML by type", "text/html; charset=utf-8", `{"thing":{}}`, false, thing{}},
		{"HTML by look", "application/json", `<html>`, false, thing{}},
		{"plain text", "", `OK`, false, thing{}},
		{"an array", "", `[{"thing":{}}]`, false, thing{}},
		{"null", "", `null`, false, thing{}},
		{"a cut object", "", `{"thing":{"guid":"A"`, false, thing{}},
		{"two documents", "", `{"thing":{}}{"thing":{}}`, false, thing{}},
		{"another name", "", `{"other":{}}`, false, thing{}},
		{"the thing is null", "", `{"thing":null}`, false, thing{}},
		{"the thing is a string", "", `{"thing":"A"}`, false, thing{}},
		{"the thing is an array", "", `{"thing":[]}`, false, thing{}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got, err := readThing(answerOf(row.kind, row.body, nil))
			if !row.ok {
				e, _ := requireFault(t, err, fault.ProviderBadAnswer)
				assert.Equal(t, 200, e.Status)
				return
			}
			require.NoError(t, err)
			got.Sum, row.want.Sum = nil, nil
			assert.Equal(t, row.want, got)
		})
	}
}

func TestObjectsAreReadOrABadAnswer(t *testing.T) {
	rows := []struct {
		name, body string
		ok         bool
		want       []thing
	}{
		{"two", `{"things":[{"guid":"A"}, {"guid":"B"}]}`, true, []thing{{GUID: "A"}, {GUID: "B"}}},
		{"none", `{"things":[]}`, true, nil},
		{"null is none", `{"things":null}`, true, nil},
		{"a wrong field costs only itself", `{"things":[{"guid":1},{"guid":"B"}]}`, true, []thing{{}, {GUID: "B"}}},
		{"absent", `{}`, false, nil},
		{"an object", `{"things":{}}`, false, nil},
		{"a null among them", `{"things":[null]}`, false, nil},
		{"a string among them", `{"things":[{"guid":"A"},"B"]}`, false, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got, err := readThings(answerOf("", row.body, nil))
			if !row.ok {
				requireFault(t, err, fault.ProviderBadAnswer)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, row.want, got)
		})
	}
}

func TestOptionalPartMayBeMissing(t *testing.T) {
	rows := []struct {
		name, body string
		ok         bool
		want       thing
	}{
		{"absent", `{}`, true, thing{GUID: "before"}},
		{"null", `{"thing": null }`, true, thing{GUID: "before"}},
		{"there", `{"thing":{"guid":"A"}}`, true, thing{GUID: "A"}},
		{"of another type", `{"thing":1}`, false, thing{GUID: "before"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			e, err := answerOf("", row.body, nil).Envelope()
			require.NoError(t, err)
			v := thing{GUID: "before"}
			assert.Equal(t, row.ok, e.Optional("thing", &v) == nil)
			assert.Equal(t, row.want, v)
		})
	}
}

func TestIgnoredFieldIsNamedInTheLogWithoutItsValue(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	_, err := readThing(answerOf("", `{"thing":{"sum":4111111111111111e999}}`, logger))
	require.NoError(t, err)
	assert.Contains(t, log.String(), "in=thing field=sum got=number want=float64")
	assert.NotContains(t, log.String(), "4111")
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"thing":{"guid":"A","flag":true,"sum":1.5,"parts":[{}]},"things":[{}]}`,
		`{"thing":{"guid":1},"things":[{"sum":"x"},null]}`, `{"things":null}`, `{`, `<html>`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		a := answerOf("application/json", string(body), nil)
		for _, read := range []func() error{
			func() error { _, err := readThing(a); return err },
			func() error { _, err := readThings(a); return err },
		} {
			err := read()
			if err == nil {
				require.True(t, json.Valid(body))
				continue
			}
			requireFault(t, err, fault.ProviderBadAnswer)
		}
	})
}
