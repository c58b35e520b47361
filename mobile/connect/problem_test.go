package connect

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

func TestAProblemTellsTheUserAndTheDeveloperDifferentThings(t *testing.T) {
	cause := errors.New("EOF")
	for name, row := range map[string]struct {
		err               *fault.Error
		detail, described string
	}{
		"the code says it all":      {fault.New(fault.ConfigInvalid, nil), "", ""},
		"a cause":                   {fault.New(fault.ConfigInvalid, cause), "EOF", ""},
		"a detail":                  {fault.Newf(fault.ConfigInvalid, nil, "The nonce is short."), "The nonce is short.", "The nonce is short."},
		"a detail and its cause":    {fault.Newf(fault.ConfigInvalid, cause, "The nonce is short."), "The nonce is short. Cause: EOF", "The nonce is short."},
		"a detail that has a colon": {fault.Newf(fault.ConfigInvalid, nil, "Settings: too many."), "Settings: too many.", "Settings: too many."},
	} {
		t.Run(name, func(t *testing.T) {
			p := problem(row.err)
			require.Equal(t, fault.New(fault.ConfigInvalid, nil).Message, p.Message())
			require.Equal(t, row.detail, p.Detail())
			thrown := DescribeError(row.err.Error())
			require.Equal(t, p.Message(), thrown.Message())
			require.Equal(t, row.described, thrown.Detail(), "the text of an error has no cause")
		})
	}
}

func TestThrownErrorsNameWhatIsWrong(t *testing.T) {
	_, err := NewSettings().MakeReturnURL("myapp://bank", []byte("short"))
	p := DescribeError(err.Error())
	require.Equal(t, CodeConfigInvalid, p.Code())
	require.Equal(t, "The nonce of a return URL needs 16 random bytes.", p.Detail())
	require.NotContains(t, p.Message(), "nonce")
}
