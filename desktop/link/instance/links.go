package instance

import (
	"slices"

	"github.com/connecthost/connecthost/core/navigation"
)

const (
	// maxArguments bounds the arguments that are looked at, and maxLength one
	// of them, in bytes.
	maxArguments = 64
	maxLength    = 4096
	// maxHandedOver bounds the links that one process hands over.
	maxHandedOver = 8
)

// LinksOf returns the arguments of a process that are links of one of the
// schemes, as they stand, eight at most. Everything else is left out: anybody
// who writes a link chooses the arguments. A link is read as strictly as
// everywhere; whether it is genuine is for the session to say.
func LinksOf(args []string, schemes ...string) []string {
	var links []string
	for _, arg := range args[:min(len(args), maxArguments)] {
		if len(links) < maxHandedOver && isLink(arg, schemes) {
			links = append(links, arg)
		}
	}
	return links
}

func isLink(arg string, schemes []string) bool {
	if len(arg) > maxLength {
		return false
	}
	u, err := navigation.Read(arg)
	return err == nil && slices.Contains(schemes, u.Scheme())
}
