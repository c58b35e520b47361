package redisstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// The scripts. Each is one step of the server.
const (
	// createScript: session, url; text, its ms, sealed URL, its ms.
	createScript = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if ARGV[3] ~= '' then redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4]) end
return 1`

	// changeScript: session; before, after, channel, id.
	changeScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1`

	// claimScript: url. (GETDEL, for servers before 6.2 too.)
	claimScript = `
local url = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
return url`

	// spendScript: said, session; what, whether it closes, the limit. A star
	// stands for closed.
	spendScript = `
local left = redis.call('PTTL', KEYS[2])
if left < 0 then return -1 end
if redis.call('SISMEMBER', KEYS[1], '*') == 1 then return 0 end
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then return 0 end
if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('SADD', KEYS[1], ARGV[1])
if ARGV[2] == '1' then redis.call('SADD', KEYS[1], '*') end
redis.call('PEXPIRE', KEYS[1], left)
return 1`

	// reserveScript: key; value, ms.
	reserveScript = `
local kept = redis.call('GET', KEYS[1])
if kept then return kept end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]`

	// releaseScript: key; value.
	releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`

	// pushScript: stream, seen; ms, limit, then fields and values.
	pushScript = `
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[2]) then return -1 end
redis.call('SET', KEYS[2], '1', 'PX', ARGV[1])
redis.call('XADD', KEYS[1], '*', unpack(ARGV, 3))
return 1`

	// doneScript: stream; group, entry.
	doneScript = `
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[2])
return 1`
)

// write runs a script, and waits for the copies when the settings want some.
func (s *Store) write(ctx context.Context, script string, keys []string, args ...any) (any, error) {
	if s.o.Replicas == 0 {
		return redis.NewScript(script).Run(ctx, s.o.Client, keys, args...).Result()
	}
	return s.writeAfter(ctx, func(redis.Pipeliner) {}, script, keys, args...)
}

// writeAfter is write with something before the script, in one round trip and
// on one connection, as WAIT needs.
func (s *Store) writeAfter(ctx context.Context, before func(redis.Pipeliner), script string, keys []string, args ...any) (any, error) {
	pipe := s.o.Client.Pipeline()
	before(pipe)
	result := pipe.Eval(ctx, script, keys, args...)
	var copies *redis.Cmd
	if s.o.Replicas > 0 {
		copies = pipe.Do(ctx, "WAIT", s.o.Replicas, s.o.ReplicaWait.Milliseconds())
	}
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return nil, err
	}
	if copies == nil {
		return result.Result()
	}
	got, err := copies.Int()
	if err != nil {
		return nil, err
	}
	if got < s.o.Replicas {
		return nil, fmt.Errorf("only %d of %d copies have it", got, s.o.Replicas)
	}
	return result.Result()
}
