package event

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

func TestString(t *testing.T) {
	p := parser(t, Config{})
	for _, row := range []struct {
		name, in, out string
	}{
		{"known", `{"type":"mx/connect/loaded","metadata":{"initial_step":"search"}}`, `connect/loaded {"initial_step":"search"}`},
		{"invalid", `{"type":"mx/connect/loaded"}`, `connect/loaded (invalid) {}`},
		{"unknown, quoted", `{"type":"mx/new\u202e"}`, `"new\u202e" (unknown) {}`},
		{"long metadata is counted", `{"type":"mx/new","metadata":{"a":"` + strings.Repeat("a", 1100) + `"}}`, `"new" (unknown) (1108 bytes of metadata)`},
	} {
		t.Run(row.name, func(t *testing.T) {
			e, err := p.FromMessage(row.in)
			require.NoError(t, err)
			assert.Equal(t, row.out, e.String())
			assert.Equal(t, row.out, fmt.Sprintf("%d", e))
		})
	}
}

func TestMarshalJSON(t *testing.T) {
	p := parser(t, Config{})
	for _, row := range []struct {
		name, in, out string
	}{
		{"valid", `{"type":"mx/connect/memberConnected","metadata":{"member_guid":"MBR-1","token":"t"}}`,
			`{"type":"connect/memberConnected","known":true,"valid":true,"terminal":true,"metadata":{"member_guid":"MBR-1","token":"[secret]"}}`},
		{"invalid", `{"type":"mx/connect/memberConnected"}`,
			`{"type":"connect/memberConnected","known":true,"valid":false,"terminal":false,"metadata":{},"problems":[{"field":"member_guid","want":"string, not empty","got":"nothing"}]}`},
		{"unknown", `{"type":"mx/new","metadata":[1]}`,
			`{"type":"new","known":false,"valid":true,"terminal":false,"metadata":[1]}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			e, err := p.FromMessage(row.in)
			require.NoError(t, err)
			out, err := json.Marshal(e)
			require.NoError(t, err)
			assert.Equal(t, row.out, string(out))
		})
	}
}

func TestErrNamesTheFirstProblem(t *testing.T) {
	p := parser(t, Config{})
	assert.Nil(t, read(t, p, GenericLoad, "{}").Err())
	err := read(t, p, ConnectMemberConnected, "{}").Err()
	assert.Equal(t, fault.EventInvalid, fault.CodeOf(err))
	assert.Equal(t, "The event connect/memberConnected is not valid: member_guid must be string, not empty, but is nothing.", fault.From(err).Detail)
	err = read(t, p, ConnectMemberConnected, "[]").Err()
	assert.Equal(t, "The event connect/memberConnected is not valid: the metadata must be object, but is array.", fault.From(err).Detail)
}

func TestNamesOfDialectsAndForms(t *testing.T) {
	assert.Equal(t, []string{"mx", "ucw", "fino", "custom", ""}, []string{MX.String(), UCW.String(), Fino.String(), Custom.String(), Dialect(9).String()})
	assert.Equal(t, "flat_url", FormFlatURL.String())
	assert.Equal(t, "", Form(0).String())
	assert.Equal(t, "", Form(99).String())
}
