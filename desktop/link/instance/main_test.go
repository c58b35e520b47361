package instance

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	actAsAnotherProcess()
	goleak.VerifyTestMain(m)
}
