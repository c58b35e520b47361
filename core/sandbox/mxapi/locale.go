package mxapi

import "golang.org/x/text/language"

// locales are the ones that MX's header knows, and what the widget calls them.
// It is read-only.
var locales = []struct {
	tag    language.Tag
	widget string
}{
	{language.MustParse("en-US"), "en"},
	{language.MustParse("en-CA"), "en"},
	{language.MustParse("es"), "es"},
	{language.MustParse("fr"), "fr-ca"},
}

// locale chooses the widget's locale from an Accept-Language header; English
// when it is absent, unreadable or names none of the four.
func locale(header string) string {
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(wanted) == 0 {
		return locales[0].widget
	}
	tags := make([]language.Tag, 0, len(locales))
	for _, l := range locales {
		tags = append(tags, l.tag)
	}
	_, i, _ := language.NewMatcher(tags).Match(wanted...)
	return locales[i].widget
}
