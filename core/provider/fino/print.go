package fino

import (
	"fmt"
	"io"
)

// Format prints the name only: fmt would follow pointers to the token, which
// another goroutine may be renewing.
func (c *Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "fino client") }
