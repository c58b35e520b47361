package answer_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/core/fault"
)

func TestAProblemHasAMessageForTheUserAndADetailForTheDeveloper(t *testing.T) {
	for name, row := range map[string]struct {
		refusal *answer.Refusal
		status  int
		body    string
	}{
		"a request in the wrong form": {
			answer.Invalid("The parameter %s is true or false.", "again"), http.StatusBadRequest,
			`{"code":"input_invalid","message":"The app did something that was not understood.","detail":"The parameter again is true or false.","retryable":false}`,
		},
		"a refusal that its code explains": {
			answer.NotFound(), http.StatusNotFound,
			`{"code":"broker_not_found","message":"This does not exist, or no longer does.","retryable":false}`,
		},
		"a cause is nobody's outside": {
			answer.RefusalOf(errors.New("redis at 10.0.0.7 is away")), http.StatusServiceUnavailable,
			`{"code":"broker_unavailable","message":"The service is not available at the moment.","retryable":true}`,
		},
		"a provider's error with a detail": {
			answer.RefusalOf(fault.Newf(fault.ProviderInputInvalid, nil, "The user is missing.")), http.StatusUnprocessableEntity,
			`{"code":"provider_input_invalid","message":"The app sent an incomplete request.","detail":"The user is missing.","retryable":false}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			answer.Fail(w, row.refusal)
			assert.Equal(t, row.status, w.Code)
			assert.JSONEq(t, row.body, w.Body.String())
		})
	}
}
