package fault

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestUsersAndDevelopersReadTextsOfTheirOwn(t *testing.T) {
	const message = "This app is not set up correctly."
	for name, row := range map[string]struct {
		err             *Error
		detail, explain string
	}{
		"the code says it all":             {New(ConfigInvalid, nil), "", message},
		"a cause is not a detail":          {New(ConfigInvalid, errors.New("cause")), "", message},
		"a detail is the developer's":      {Newf(ConfigInvalid, nil, "The limit is %d.", 7), "The limit is 7.", "The limit is 7."},
		"an empty detail is none":          {Newf(ConfigInvalid, nil, ""), "", message},
		"an unknown code keeps its detail": {Newf("no_such_code", nil, "Said."), "Said.", "Said."},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, New(row.err.Code, nil).Message, row.err.Message, "the message is the catalogue's")
			assert.Equal(t, row.detail, row.err.Detail)
			assert.Equal(t, row.explain, row.err.Explain())
			assert.Equal(t, string(row.err.Code)+": "+row.explain, row.err.Error())
		})
	}
}

func TestErrorShowsTheMessageAndNeverTheCause(t *testing.T) {
	cause := errors.New("canary-cause")
	err := fmt.Errorf("outer: %w", New(ProviderUnauthorized, cause))
	assert.NotContains(t, err.Error(), "canary")
	assert.NotContains(t, fmt.Sprintf("%v %s", err, err), "canary")
	assert.ErrorIs(t, err, cause)
	assert.ErrorIs(t, err, New(ProviderUnauthorized, nil))
	assert.NotErrorIs(t, err, New(ProviderNotFound, nil))
}

func TestFromAndCodeOf(t *testing.T) {
	assert.Nil(t, From(nil))
	assert.Equal(t, Code(""), CodeOf(nil))
	assert.Equal(t, Other, CodeOf(context.Canceled))
	assert.Equal(t, SessionBusy, CodeOf(fmt.Errorf("x: %w", New(SessionBusy, nil))))
	assert.ErrorIs(t, From(context.Canceled), context.Canceled)
}

func TestAnErrorIsFoundInWhateverWrapsIt(t *testing.T) {
	inner := Newf(WidgetCrashed, nil, "The view is gone.")
	inner.Status = 502
	for name, err := range map[string]error{
		"itself":               inner,
		"wrapped":              fmt.Errorf("x: %w", fmt.Errorf("y: %w", inner)),
		"joined with another":  errors.Join(context.Canceled, inner),
		"the cause of a plain": &os.PathError{Op: "open", Path: "x", Err: inner},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Same(t, inner, From(err), "with its status and its detail")
			assert.Equal(t, WidgetCrashed, CodeOf(err))
		})
	}
	outer := New(HostFailed, inner)
	assert.Equal(t, HostFailed, CodeOf(outer), "the outermost counts")
	assert.ErrorIs(t, outer, inner, "and what it wraps can be asked for")
}

func TestErrorsOfOneCodeAreTheSame(t *testing.T) {
	err := Newf(ReturnForged, errors.New("cause"), "One detail.")
	assert.ErrorIs(t, err, New(ReturnForged, nil), "whatever the detail")
	assert.ErrorIs(t, err, Newf(ReturnForged, context.Canceled, "Another."), "whatever the cause")
	assert.NotErrorIs(t, err, New(ReturnForeign, nil), "not of the stage")
	assert.NotErrorIs(t, err, errors.New(err.Error()), "not of the text")
}

func TestAnUnknownCodeBecomesOther(t *testing.T) {
	assert.Equal(t, Other, New("no_such_code", nil).Code)
	assert.Equal(t, Advice(Other), Advice("no_such_code"))
}

func TestAllIsPrintedOnRequest(t *testing.T) {
	err := Newf(ProviderRateLimited, errors.New("the cause"), "Wait %d s.", 7)
	err.Status = 429
	const short = "provider_rate_limited: Wait 7 s."
	for format, want := range map[string]string{
		"%v": short, "%s": short, "%q": `"` + short + `"`, "%40s": "        " + short, "%x": hex.EncodeToString([]byte(short)),
		"%+v": short + " (stage provider, retryable, status 429, cause: the cause)",
	} {
		assert.Equal(t, want, fmt.Sprintf(format, err), format)
	}
	assert.Equal(t, "other: Something went wrong. (stage session)", fmt.Sprintf("%+v", New(Other, nil)))
}

// Most programs log errors with log/slog. Its JSON has the code and the detail;
// its text, which a developer reads while trying things out, has all.
func TestLogsNameTheCodeAndTheDetail(t *testing.T) {
	err := Newf(ConfigInvalid, errors.New("the cause"), "The address is not usable.")
	bare := &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key != "error" {
			return slog.Attr{}
		}
		return a
	}}
	var text, object strings.Builder
	slog.New(slog.NewTextHandler(&text, bare)).Error("m", "error", err)
	slog.New(slog.NewJSONHandler(&object, bare)).Error("m", "error", err)
	assert.Equal(t, `error="config_invalid: The address is not usable. (stage config, cause: the cause)"`+"\n", text.String())
	assert.JSONEq(t, `{"error":"config_invalid: The address is not usable."}`, object.String())
}
