package sandbox_test

import (
	"time"

	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// worldAll selects every institution.
var worldAll = world.InstitutionFilter{}

func newClock() *clocktest.Clock { return clocktest.New(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)) }
