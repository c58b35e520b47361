package fino

import "github.com/connecthost/connecthost/core/provider"

// Time is the provider package's.
type Time = provider.Time
