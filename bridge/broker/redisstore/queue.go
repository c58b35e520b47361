package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/connecthost/connecthost/bridge/broker"
)

// Webhooks wait in a Redis stream with one consumer group. Everybody reads
// under one name: the holder of an entry does not matter, only for how long.
const (
	group    = "brokers"
	consumer = "broker"
)

// blockFor is how long one question for new webhooks waits in the server: a
// broker that closes waits for it.
const blockFor = time.Second

func (s *Store) stream() string         { return s.o.Prefix + "{webhooks}:stream" }
func (s *Store) seen(key string) string { return s.o.Prefix + "{webhooks}:seen:" + key }

// Push adds a delivery.
func (s *Store) Push(ctx context.Context, d broker.Delivery, remember time.Duration) (bool, error) {
	done, err := s.write(ctx, pushScript, []string{s.stream(), s.seen(d.Key)}, remember.Milliseconds(), s.o.Deliveries,
		"key", d.Key, "provider", d.Provider, "sealed", d.Sealed, "received", d.Received.Format(time.RFC3339Nano))
	if err == nil && done == int64(-1) {
		err = errors.New("too many webhooks are waiting")
	}
	return done == int64(1), err
}

// Pull takes a delivery: one whose lease has run out, else a new one.
func (s *Store) Pull(ctx context.Context, lease time.Duration) (broker.Delivery, error) {
	for {
		d, found, err := s.take(ctx, lease)
		if over := ended(ctx); over != nil {
			return broker.Delivery{}, over
		}
		if err == nil && found {
			return d, nil
		}
		if err != nil && !s.lostGroup(err) {
			return broker.Delivery{}, err
		}
	}
}

// ended returns the context's error. The connection has the context's deadline
// too, and may notice it a moment earlier.
func ended(ctx context.Context) error {
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

func (s *Store) take(ctx context.Context, lease time.Duration) (broker.Delivery, bool, error) {
	if err := s.ensureGroup(ctx); err != nil {
		return broker.Delivery{}, false, err
	}
	if d, found, err := s.takeOver(ctx, lease); found || err != nil {
		return d, found, err
	}
	read, err := s.o.Client.XReadGroup(ctx, &redis.XReadGroupArgs{
		Group: group, Consumer: consumer, Streams: []string{s.stream(), ">"}, Count: 1, Block: min(blockFor, lease),
	}).Result()
	if errors.Is(err, redis.Nil) || err == nil && (len(read) == 0 || len(read[0].Messages) == 0) {
		return broker.Delivery{}, false, nil
	}
	if err != nil {
		return broker.Delivery{}, false, err
	}
	d, err := deliveryOf(read[0].Messages[0], 1)
	return d, err == nil, err
}

// takeOver takes what somebody pulled and did not finish in time. Of two who
// try, one gets it: it is not idle any more for the other.
func (s *Store) takeOver(ctx context.Context, lease time.Duration) (broker.Delivery, bool, error) {
	idle, err := s.o.Client.XPendingExt(ctx, &redis.XPendingExtArgs{
		Stream: s.stream(), Group: group, Idle: lease, Start: "-", End: "+", Count: 1,
	}).Result()
	if err != nil || len(idle) == 0 {
		return broker.Delivery{}, false, err
	}
	taken, err := s.o.Client.XClaim(ctx, &redis.XClaimArgs{
		Stream: s.stream(), Group: group, Consumer: consumer, MinIdle: lease, Messages: []string{idle[0].ID},
	}).Result()
	if err != nil || len(taken) == 0 {
		return broker.Delivery{}, false, err
	}
	d, err := deliveryOf(taken[0], int(idle[0].RetryCount)+1)
	return d, err == nil, err
}

// ensureGroup makes the consumer group, from the first webhook that waits.
func (s *Store) ensureGroup(ctx context.Context) error {
	s.mu.Lock()
	grouped := s.grouped
	s.mu.Unlock()
	if grouped {
		return nil
	}
	err := s.o.Client.XGroupCreateMkStream(ctx, s.stream(), group, "0").Err()
	if err != nil && !strings.HasPrefix(err.Error(), "BUSYGROUP") {
		return err
	}
	s.setGrouped(true)
	return nil
}

// lostGroup reports whether the server forgot the group, as one that keeps
// nothing does when it starts again.
func (s *Store) lostGroup(err error) bool {
	if !strings.HasPrefix(err.Error(), "NOGROUP") {
		return false
	}
	s.setGrouped(false)
	return true
}

func (s *Store) setGrouped(there bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.grouped = there
}

// Done removes a delivery.
func (s *Store) Done(ctx context.Context, d broker.Delivery) error {
	_, err := s.write(ctx, doneScript, []string{s.stream()}, group, d.Handle)
	return err
}

func deliveryOf(m redis.XMessage, attempt int) (broker.Delivery, error) {
	text := func(name string) string {
		value, _ := m.Values[name].(string)
		return value
	}
	received, err := time.Parse(time.RFC3339Nano, text("received"))
	if err != nil {
		return broker.Delivery{}, fmt.Errorf("a webhook in the store cannot be read: %w", err)
	}
	return broker.Delivery{
		Key: text("key"), Provider: text("provider"), Sealed: []byte(text("sealed")),
		Received: received, Attempt: attempt, Handle: m.ID,
	}, nil
}

// Watch reports changes until the context ends. The client connects again by
// itself; a message of the meantime is lost, so everything counts as
// changed then.
func (s *Store) Watch(ctx context.Context, changed func(id string)) error {
	subscription := s.o.Client.Subscribe(ctx, s.channel())
	defer subscription.Close()
	messages := subscription.ChannelWithSubscriptions()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case m, ok := <-messages:
			if !ok {
				return errors.New("the subscription ended")
			}
			switch m := m.(type) {
			case *redis.Message:
				changed(m.Payload)
			case *redis.Subscription:
				changed("")
			}
		}
	}
}
