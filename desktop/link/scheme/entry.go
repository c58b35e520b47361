package scheme

import (
	"errors"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/connecthost/connecthost/core/fault"
)

// mark is in the desktop entries that Register wrote, and replacedKey names
// the apps that had the schemes before.
const (
	mark        = "X-Connecthost-Development=true"
	replacedKey = "X-Connecthost-Replaced="
	handler     = "x-scheme-handler/"
)

// entry is the desktop entry of an app. Source: Desktop Entry Specification
// 1.5.
func entry(a App, replaced map[string]string) (string, error) {
	command, err := execLine(a.Command)
	if err != nil {
		return "", fault.New(fault.ConfigInvalid, err)
	}
	if !isText(a.Name) {
		return "", fault.Newf(fault.ConfigInvalid, nil, "The app's name is not a single line of text.")
	}
	lines := []string{
		"[Desktop Entry]", "Type=Application", "Version=1.0",
		"Name=" + escape(a.Name), "Exec=" + command,
		"NoDisplay=true", "Terminal=false", "StartupNotify=false",
		"MimeType=" + handler + strings.Join(a.Schemes, ";"+handler) + ";",
		mark,
	}
	for _, s := range a.Schemes {
		if before := replaced[s]; before != "" {
			lines = append(lines, replacedKey+escape(s+" "+before))
		}
	}
	return strings.Join(lines, "\n") + "\n", nil
}

// execLine writes a command as the value of Exec, with the link at its end.
func execLine(command []string) (string, error) {
	if len(command) == 0 || !filepath.IsAbs(command[0]) {
		return "", errors.New("the command needs the absolute path of a program")
	}
	// The specification forbids the equals sign, and GLib does not read the
	// percent sign.
	if strings.ContainsAny(command[0], "=%") {
		return "", errors.New("the path of a program must not have an equals or percent sign in a desktop entry")
	}
	words := make([]string, 0, len(command)+1)
	for _, word := range command {
		if !isText(word) {
			return "", errors.New("the command has a line break, a control character, or bytes that are not text")
		}
		words = append(words, quote(word))
	}
	return escape(strings.Join(append(words, "%u"), " ")), nil
}

// quote quotes a word where that is necessary: older versions of xdg-open do
// not understand quotes. A percent sign would be a field code.
func quote(word string) string {
	word = strings.ReplaceAll(word, "%", "%%")
	if word != "" && !strings.ContainsAny(word, " \t\"'\\><~|&;$*?#()`") {
		return word
	}
	return `"` + strings.NewReplacer(`"`, `\"`, "`", "\\`", `$`, `\$`, `\`, `\\`).Replace(word) + `"`
}

// escape writes a string as a value of type string. It comes after quoting, so
// that a quoted backslash ends up as four.
func escape(text string) string {
	text = strings.ReplaceAll(text, `\`, `\\`)
	if strings.HasPrefix(text, " ") {
		text = `\s` + text[1:]
	}
	return text
}

// isText reports whether s is one line of text.
func isText(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0
}

// isOurs reports whether Register wrote an entry.
func isOurs(entry string) bool { return strings.Contains(entry, "\n"+mark+"\n") }

// replacedBy returns the schemes of an entry that other apps had, each with the
// app that had it.
func replacedBy(entry string) map[string]string {
	replaced := map[string]string{}
	for line := range strings.Lines(entry) {
		if value, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), replacedKey); ok {
			if s, before, ok := strings.Cut(value, " "); ok {
				replaced[s] = strings.ReplaceAll(before, `\\`, `\`)
			}
		}
	}
	return replaced
}

// withoutDefault returns a mimeapps.list in which the entry is not the default
// for any links any more. Source: Association between MIME types and
// applications, 1.0.1.
func withoutDefault(list, file string) string {
	var out strings.Builder
	for line := range strings.Lines(list) {
		key, value, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "=")
		if !ok || !strings.HasPrefix(key, handler) {
			out.WriteString(line)
			continue
		}
		var left []string
		for app := range strings.SplitSeq(value, ";") {
			if app != "" && app != file {
				left = append(left, app)
			}
		}
		switch {
		case strings.Join(left, ";") == strings.TrimSuffix(value, ";"):
			out.WriteString(line)
		case len(left) > 0:
			out.WriteString(key + "=" + strings.Join(left, ";") + ";\n")
		}
	}
	return out.String()
}
