package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// maxLine bounds one input line; longer ones are answered with an error.
const maxLine = 8 << 20

// between is the time that passes between two lines, so that rates and
// deadlines do not depend on how fast the lines come.
const between = 3 * time.Second

// inspector is one session with its clock.
type inspector struct {
	session *session.Session
	now     time.Time
	masked  secret.Redactor
	open    bool // show secrets
}

func newInspector(o options) (*inspector, error) {
	s, err := session.New(session.Config{
		ID:        "inspect",
		Traits:    o.traits,
		WidgetURL: secret.New(o.widgetURL),
		AppScheme: o.appScheme,
		Return:    session.Return{Bases: returnBases(o)},
		End:       session.EndByApp,
		Timeouts:  session.Timeouts{Load: -1, Inactivity: -1, OAuth: -1},
	})
	if err != nil {
		return nil, err
	}
	i := &inspector{session: s, now: time.Unix(0, 0).UTC(), open: o.showSecrets}
	if !o.showSecrets {
		i.masked = secret.NewRedactor(secret.TokensOf(o.widgetURL)...)
	}
	s.Step(i.now, session.Start{})
	s.Step(i.now, session.PageLoaded{})
	return i, nil
}

// returnBases are the session's own default unless a flag says otherwise.
func returnBases(o options) []string {
	if o.returnURL == "" {
		return nil
	}
	return []string{o.returnURL}
}

// feed answers the lines of in until it ends. It returns only errors of the
// streams themselves.
func (i *inspector) feed(in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 64<<10)
	w := bufio.NewWriter(out)
	for {
		line, tooLong, err := readLine(lines)
		if len(line) > 0 || tooLong {
			if err := i.answer(w, line, tooLong); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (i *inspector) answer(w *bufio.Writer, line []byte, tooLong bool) error {
	a := refusal(fault.Newf(fault.InputInvalid, nil, "The line is longer than %d bytes.", maxLine))
	if !tooLong {
		a = i.step(line)
	}
	text, err := encode(a)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	return w.Flush()
}

// step feeds one line to the session.
func (i *inspector) step(line []byte) answer {
	in, err := parseLine(line)
	if err != nil {
		return refusal(err)
	}
	i.now = i.now.Add(between)
	return i.report(in, i.session.Step(i.now, in))
}

// readLine returns the next line without its end and without the spaces
// around it. A line over the limit is read to its end and reported.
func readLine(r *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			tooLong, line = true, nil
		}
		if !tooLong {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimSpace(line), tooLong, err
		}
	}
}

// parseLine reads one input line.
func parseLine(line []byte) (session.Input, error) {
	in := struct {
		Kind        string          `json:"kind"`
		URL         string          `json:"url"`
		MainFrame   bool            `json:"main_frame"`
		NewWindow   bool            `json:"new_window"`
		UserGesture bool            `json:"user_gesture"`
		Origin      string          `json:"origin"`
		Data        json.RawMessage `json:"data"`
	}{MainFrame: true, UserGesture: true}
	if err := json.Unmarshal(line, &in); err != nil {
		return nil, fault.Newf(fault.InputInvalid, err, "The line is not a JSON object of the expected shape.")
	}
	switch in.Kind {
	case "navigation":
		frame := navigation.FrameMain
		if !in.MainFrame {
			frame = navigation.FrameSub
		}
		return session.Navigate{Request: navigation.Request{
			URL: secret.New(in.URL), Frame: frame, NewWindow: in.NewWindow, UserGesture: in.UserGesture,
		}}, nil
	case "message":
		return session.Message{Origin: in.Origin, Data: string(in.Data)}, nil
	case "return":
		return session.ReturnLink{URL: secret.New(in.URL)}, nil
	}
	return nil, fault.Newf(fault.InputInvalid, nil, "The kind must be navigation, message or return.")
}
