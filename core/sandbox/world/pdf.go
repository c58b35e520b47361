package world

import (
	"bytes"
	"fmt"
	"strings"
)

// document returns the lines as a PDF document of one page (ISO 32000-1,
// 7.5): a header, five objects, the table that says where they begin, and the
// trailer. The text is ASCII in one of the fonts that every reader has.
func document(lines []string) []byte {
	content := pageContent(lines)
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", len(content), content),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	var table strings.Builder
	for i, object := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n%s", len(objects)+1, table.String())
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return out.Bytes()
}

// pageContent draws the lines from the top of the page to its end; more than
// fit are left out.
func pageContent(lines []string) string {
	const most = 55
	var b strings.Builder
	b.WriteString("BT\n/F1 10 Tf\n13 TL\n54 738 Td\n")
	for _, line := range lines[:min(len(lines), most)] {
		fmt.Fprintf(&b, "(%s) Tj\nT*\n", escapePDF(line))
	}
	b.WriteString("ET\n")
	return b.String()
}

// escapePDF writes text as the inside of a PDF string; what is not ASCII
// becomes a question mark.
func escapePDF(text string) string {
	var b strings.Builder
	for _, c := range text {
		switch {
		case c == '(' || c == ')' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c < ' ' || c > '~':
			b.WriteByte('?')
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
