package mx

import "github.com/connecthost/connecthost/core/provider"

// Time and Text are the provider package's.
type (
	Time = provider.Time
	Text = provider.Text
)
