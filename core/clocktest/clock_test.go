package clocktest_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/clocktest"
)

func ExampleClock() {
	clock := clocktest.New(time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
	clock.Advance(90 * time.Minute)
	fmt.Println(clock.Now().Format(time.Kitchen))
	// Output: 1:30PM
}

func TestNoMoveIsLostAmongMany(t *testing.T) {
	start := time.Unix(0, 0)
	clock := clocktest.New(start)
	var group sync.WaitGroup
	for range 32 {
		group.Go(func() {
			clock.Advance(time.Second)
			clock.Now()
		})
	}
	group.Wait()
	assert.Equal(t, 32*time.Second, clock.Now().Sub(start))
}
