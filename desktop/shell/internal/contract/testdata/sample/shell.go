// Package sample has one of everything that the contract can express.
package sample

import (
	"context"
	"encoding/json"
	"time"
)

// Shell is bound.
type Shell struct{}

// Run is for Go.
func (*Shell) Run(context.Context) error { return nil }

// Ask returns an answer to */ a question.

// It may fail.
func (*Shell) Ask(question string, times int) (*Answer, error) { return nil, nil }

func (*Shell) Stop() error { return nil }

func (Shell) hidden() {}

// Tone is how an answer sounds.
type Tone string

const topicDone = "done"

// Answer is an answer.
type Answer struct {
	Tone    Tone              `json:"tone"`
	Sure    bool              `json:"sure"`           // not only a guess
	Weight  *float64          `json:"weight"`         // null when it was not weighed
	Next    *Answer           `json:"next,omitempty"` // the one after this
	Words   []string          `json:"words"`
	Others  []*Answer         `json:"others,omitempty"`
	Names   map[string][]Tone `json:"names"`
	Raw     json.RawMessage   `json:"raw,omitempty"`
	Foreign time.Duration     `json:"foreign,omitempty"`
	Secret  chan int          `json:"-"`
	own     int
}

const topicWord = "word"

// The tones.
const (
	High Tone = "high" // like a bird
	Low  Tone = "low"
)

// Word is told of.
type Word string
