// Package redisstore keeps what brokers know in Redis or Valkey, so that
// several instances share it. Each step that must happen once is a Lua
// script, which the server runs without another between.
//
// The server decides what survives its own restart. For sessions that were
// acknowledged to survive it, set appendonly yes and appendfsync always; with
// appendfsync everysec up to a second of them is lost. Options.Replicas waits
// for copies, which a failover needs. maxmemory-policy must be noeviction.
package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/fault"
)

// Options are the settings of a Store. Client is required.
type Options struct {
	// Client is the connection, which the caller closes. Make its options with
	// ClientOptions: a client that sends commands again by itself would find
	// its own first attempt in the way.
	Client redis.UniversalClient
	Prefix string // of every key and channel; default "connecthost:"
	// Replicas is how many copies must have what is written before it counts
	// as written; default none. With fewer the store reports an error.
	Replicas    int
	ReplicaWait time.Duration // for the copies; default 500 ms
	Deliveries  int           // how many webhooks wait at most; default 100,000
}

// ClientOptions are the settings of a client for one or more addresses: short
// timeouts, so that a server that is away is noticed, and no repetition.
func ClientOptions(addrs ...string) *redis.UniversalOptions {
	return &redis.UniversalOptions{
		Addrs: addrs, MaxRetries: -1, ContextTimeoutEnabled: true,
		DialTimeout: time.Second, ReadTimeout: 2 * time.Second, WriteTimeout: 2 * time.Second, PoolTimeout: 2 * time.Second,
	}
}

// Store is a broker.Store in Redis. It is safe for concurrent use by many
// processes.
type Store struct {
	o       Options
	limiter *redis_rate.Limiter

	mu      sync.Mutex
	grouped bool // the consumer group is there
}

var _ broker.Store = (*Store)(nil)

// New returns a Store, or a fault.ConfigInvalid error when the settings are
// incomplete. It does not call the server.
func New(o Options) (*Store, error) {
	if o.Client == nil {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The Redis store has no client.")
	}
	if o.Replicas < 0 || o.ReplicaWait < 0 {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "A setting of the Redis store is negative.")
	}
	if o.Prefix == "" {
		o.Prefix = "connecthost:"
	}
	if o.ReplicaWait == 0 {
		o.ReplicaWait = 500 * time.Millisecond
	}
	if o.Deliveries <= 0 {
		o.Deliveries = 100_000
	}
	return &Store{o: o, limiter: redis_rate.NewLimiter(o.Client)}, nil
}

// The keys of one session share a hash tag, so that a cluster has them in one
// place and one script may use them.
func (s *Store) key(id, what string) string { return s.o.Prefix + "{" + id + "}:" + what }

func (s *Store) returnKey(key string) string   { return s.o.Prefix + "return:" + key }
func (s *Store) reservedKey(key string) string { return s.o.Prefix + "reserved:" + key }
func (s *Store) channel() string               { return s.o.Prefix + "changed" }

// Create adds a session. The return key goes first, in the same round trip:
// without its session it leads nowhere and expires.
func (s *Store) Create(ctx context.Context, n broker.NewSession) error {
	text, err := json.Marshal(n.Session)
	if err != nil {
		return err
	}
	id := n.Session.ID
	var found *redis.BoolCmd
	added, err := s.writeAfter(ctx, func(pipe redis.Pipeliner) {
		if n.ReturnKey != "" {
			found = pipe.SetNX(ctx, s.returnKey(n.ReturnKey), id, n.Keep)
		}
	}, createScript, []string{s.key(id, "session"), s.key(id, "url")},
		text, n.Keep.Milliseconds(), n.SealedURL, max(n.URLTTL.Milliseconds(), 1))
	switch {
	case err != nil:
		return err
	case added != int64(1):
		return broker.ErrExists
	case found != nil && !found.Val():
		return s.takeBack(ctx, id)
	}
	return nil
}

// takeBack removes a session whose return key leads to another one, and says
// that it exists. Nobody has heard of it.
func (s *Store) takeBack(ctx context.Context, id string) error {
	if err := s.o.Client.Del(ctx, s.key(id, "session"), s.key(id, "url")).Err(); err != nil {
		return err
	}
	return broker.ErrExists
}

// Session reads a session.
func (s *Store) Session(ctx context.Context, id string) (broker.Session, error) {
	_, session, err := s.read(ctx, id)
	return session, err
}

func (s *Store) read(ctx context.Context, id string) ([]byte, broker.Session, error) {
	text, err := s.o.Client.Get(ctx, s.key(id, "session")).Bytes()
	if err != nil {
		return nil, broker.Session{}, absent(err)
	}
	var session broker.Session
	if err := json.Unmarshal(text, &session); err != nil {
		return nil, broker.Session{}, fmt.Errorf("a session in the store cannot be read: %w", err)
	}
	return text, session, nil
}

// changeTries is how often a change is begun again because somebody else
// changed the session in the meantime.
const changeTries = 20

// Change changes a session: it is written only when it is still what was read.
func (s *Store) Change(ctx context.Context, id string, change func(*broker.Session) error) (broker.Session, error) {
	for range changeTries {
		before, session, err := s.read(ctx, id)
		if err != nil {
			return broker.Session{}, err
		}
		if err := change(&session); err != nil {
			return broker.Session{}, err
		}
		session.Version++
		after, err := json.Marshal(session)
		if err != nil {
			return broker.Session{}, err
		}
		done, err := s.write(ctx, changeScript, []string{s.key(id, "session")}, before, after, s.channel(), id)
		if err != nil {
			return broker.Session{}, err
		}
		if done == int64(1) {
			return session, nil
		}
		if err := pause(ctx, time.Duration(rand.IntN(5)+1)*time.Millisecond); err != nil {
			return broker.Session{}, err
		}
	}
	return broker.Session{}, errors.New("a session changes too fast to be changed")
}

// ClaimURL takes the widget URL.
func (s *Store) ClaimURL(ctx context.Context, id string) ([]byte, error) {
	url, err := s.write(ctx, claimScript, []string{s.key(id, "url")})
	if err != nil {
		return nil, absent(err)
	}
	text, ok := url.(string)
	if !ok {
		return nil, broker.ErrNotFound
	}
	return []byte(text), nil
}

// ByReturn finds a session by its return key.
func (s *Store) ByReturn(ctx context.Context, key string) (string, error) {
	id, err := s.o.Client.Get(ctx, s.returnKey(key)).Result()
	return id, absent(err)
}

// Spend notes what a return link said.
func (s *Store) Spend(ctx context.Context, id, said string, success bool) (bool, error) {
	closes := 0
	if success {
		closes = 1
	}
	done, err := s.write(ctx, spendScript, []string{s.key(id, "said"), s.key(id, "session")}, said, closes, broker.MaxSaid)
	if err == nil && done == int64(-1) {
		err = broker.ErrNotFound
	}
	return done == int64(1), err
}

// Reserve keeps a value.
func (s *Store) Reserve(ctx context.Context, key, value string, ttl time.Duration) (string, error) {
	kept, err := s.write(ctx, reserveScript, []string{s.reservedKey(key)}, value, ttl.Milliseconds())
	text, ok := kept.(string)
	if err == nil && !ok {
		err = errors.New("the store answered something else")
	}
	return text, err
}

// Release removes a value.
func (s *Store) Release(ctx context.Context, key, value string) error {
	_, err := s.write(ctx, releaseScript, []string{s.reservedKey(key)}, value)
	return err
}

// Allow takes from an allowance: the generic cell rate algorithm, by
// redis_rate.
func (s *Store) Allow(ctx context.Context, key string, r broker.Rate) (time.Duration, error) {
	result, err := s.limiter.Allow(ctx, s.o.Prefix+key, redis_rate.Limit{Rate: r.Count, Burst: r.Count, Period: r.Period})
	if err != nil {
		return 0, err
	}
	if result.Allowed > 0 {
		return 0, nil
	}
	return max(result.RetryAfter, time.Millisecond), nil
}

// Ready asks the server for a sign of life.
func (s *Store) Ready(ctx context.Context) error { return s.o.Client.Ping(ctx).Err() }

func absent(err error) error {
	if errors.Is(err, redis.Nil) {
		return broker.ErrNotFound
	}
	return err
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
