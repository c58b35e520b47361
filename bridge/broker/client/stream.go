package client

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
)

// maxLine bounds a line of an event stream in bytes; a session's state has less
// than a kilobyte.
const maxLine = 64 << 10

// The bounds of the time after which a broken stream is opened again.
const minPause, maxPause = 10 * time.Millisecond, time.Minute

// serverEvent is one server-sent event, or a time to wait.
type serverEvent struct {
	name, data string
	retry      time.Duration // zero for none
}

// reader reads server-sent events (WHATWG HTML, section 9.2.6).
type reader struct {
	lines *bufio.Scanner
	alive func() // called for each line
}

func newReader(from io.Reader, alive func()) *reader {
	r := &reader{lines: bufio.NewScanner(from), alive: alive}
	r.lines.Buffer(make([]byte, 0, 4<<10), maxLine)
	r.lines.Split(splitLines)
	return r
}

// next returns the next event. It fails with io.EOF when the stream is over,
// with errTooLarge, and with the connection's error.
func (r *reader) next() (serverEvent, error) {
	var e serverEvent
	var data []string
	size := 0
	for r.lines.Scan() {
		r.alive()
		line := r.lines.Text()
		if line == "" {
			if data != nil || e.retry > 0 {
				e.data = strings.Join(data, "\n")
				return e, nil
			}
			e.name = "" // an event without data is none
			continue
		}
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "event":
			e.name = value
		case "data":
			data = append(data, value)
			if size += len(value); size > maxLine {
				return e, errTooLarge
			}
		case "retry":
			e.retry = pauseOf(value)
		}
	}
	if errors.Is(r.lines.Err(), bufio.ErrTooLong) {
		return e, errTooLarge
	}
	if r.lines.Err() != nil {
		return e, r.lines.Err()
	}
	return e, io.EOF
}

func pauseOf(milliseconds string) time.Duration {
	n, err := strconv.ParseUint(milliseconds, 10, 31)
	if err != nil {
		return 0
	}
	return min(max(time.Duration(n)*time.Millisecond, minPause), maxPause)
}

// splitLines is a bufio.SplitFunc for lines that end with \n, \r\n or \r. The
// rest behind the last one is not a line: the event is not complete.
func splitLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	i := bytes.IndexAny(data, "\r\n")
	switch {
	case i < 0, data[i] == '\r' && i == len(data)-1 && !atEOF: // it may be \r\n
		return 0, nil, nil
	case data[i] == '\r' && i+1 < len(data) && data[i+1] == '\n':
		return i + 2, data[:i], nil
	}
	return i + 1, data[:i], nil
}
