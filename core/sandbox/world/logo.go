package world

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// motifs are the marks of the logos, drawn white on a square of 100 units.
var motifs = [...]string{
	// a lighthouse and its beam
	`<path d="M44 78h12l-3-42h-6z"/><path d="M42 34h16v-5l-8-7-8 7z"/><path d="M62 27l22-7v14l-22-4zM38 27l-22-7v14l22-4z" opacity=".55"/>`,
	// three gusts of wind
	`<g fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round"><path d="M20 38h42a9 9 0 1 0-9-9"/><path d="M20 52h52a9 9 0 1 1-9 9" opacity=".75"/><path d="M20 66h24a8 8 0 1 1-8 8" opacity=".55"/></g>`,
	// two leaves on a stem
	`<path d="M50 82V48" stroke="#fff" stroke-width="6" stroke-linecap="round"/><path d="M50 56c0-20 12-30 30-32 0 20-12 32-30 32z"/><path d="M50 66c0-16-10-24-26-26 0 17 10 26 26 26z" opacity=".65"/>`,
	// hills under a sun
	`<circle cx="66" cy="34" r="11" opacity=".7"/><path d="M14 76l26-36 16 22 10-12 20 26z"/>`,
	// petals
	`<g opacity=".85"><circle cx="50" cy="31" r="13"/><circle cx="50" cy="69" r="13"/><circle cx="31" cy="50" r="13"/><circle cx="69" cy="50" r="13"/></g><circle cx="50" cy="50" r="9"/>`,
}

// logo returns a picture of its own for an institution, as a data URI, so that
// nothing has to be fetched from anywhere.
func logo(name, colour string, motif int) string {
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" role="img" aria-label="%s">`+
		`<rect width="100" height="100" rx="22" fill="%s"/><g fill="#fff">%s</g></svg>`,
		strings.ReplaceAll(name, `"`, ""), colour, motifs[motif%len(motifs)])
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg))
}
