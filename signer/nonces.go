package signer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"math"
	"math/bits"
	"slices"
	"sync"
	"time"
)

// NonceStore remembers accepted messages. A store that several processes share must check and remember in one atomic
// step. Clocks may jump: what a store has forgotten must not be acceptable again when one is set back; see [MemoryNonces].
type NonceStore interface {
	// Consume remembers a use until it expires. It returns ErrReplay if the identity has used the nonce or the signature
	// before, and another error if it cannot remember the use; either way the message is rejected.
	Consume(ctx context.Context, use Use) error
}

// Use is the use of a nonce in a message whose digest matched.
type Use struct {
	Identity  string // the identity's key; different identities may use the same nonce
	Nonce     string
	Signature string    // accepted once too, whatever the nonce
	Issued    time.Time // the message's timestamp
	Expires   time.Time // when the message becomes too old to be accepted
	Now       time.Time // the verifier's clock, with its monotonic reading if it has one
}

// Reasons for which MemoryNonces refuses a use. Other stores return ErrReplay for a replay.
var (
	ErrReplay      = errors.New("nonce or signature was used before: this is a replay, or a client that makes the same nonce twice")
	ErrFull        = errors.New("nonce store is full: raise its capacity, or share the load")
	ErrQuota       = errors.New("this identity has used up its share of the nonce store: raise the quota, or slow the client down")
	ErrBeforeStart = errors.New("timestamp is from before this process began, which cannot know what was used then: sign again")
)

// MemoryNonces is a NonceStore in the memory of one process. It never forgets a use before it expires, and refuses new ones
// while it is full. To forget costs next to nothing, because uses that expire about the same time are forgotten together: a
// use is remembered for up to half a window longer than it has to be.
//
// A restart loses what was remembered, so MemoryNonces refuses timestamps from before it was made: a client whose clock
// is slow is refused for as long after a start as its clock is behind, and one that signs in whole seconds until the
// second of the start is over. A message whose timestamp is in the future can be replayed after a restart that precedes
// it. Where this matters, use a store that outlives the process.
//
// Clocks jump, and two rules hold whatever they do. A use is forgotten only when it has expired by the clock and when the time
// that it had left has passed by the clock's monotonic readings too: a clock that is ahead for a while makes the store
// forget nothing early, and shuts nobody out once it is right again. And no message is accepted that expires when uses did
// that are forgotten: a clock that is set back reopens nothing, but refuses the messages of the time that it repeats. A
// clock without monotonic readings, as [WithClock] may give one, does make the store forget early when it jumps ahead, yet
// with each message only the uses of half a window, those that would expire next.
type MemoryNonces struct {
	capacity, quota int
	start           time.Time
	seed            maphash.Seed

	mu          sync.Mutex
	generations []*generation // by when they end
	uses        int           // of all generations
	forgotten   []period      // in which forgotten uses expired, in order
}

// period is a time in which uses expire, with both ends, in Unix nanoseconds.
type period struct{ from, until int64 }

// generation holds uses that expire about the same time. Nonces, signatures and identities are kept as hashes with a random
// seed: equal values always collide, different ones once in 2^64.
type generation struct {
	period
	began  time.Time // the clock at its first use
	seen   map[uint64]struct{}
	shares map[uint64]int // uses of each identity
	uses   int
}

// over reports whether all uses of a generation have expired.
func (g *generation) over(now time.Time) bool {
	left := time.Duration(g.until - g.began.UnixNano())
	return now.UnixNano() > g.until && now.Sub(g.began) > left // Sub goes by monotonic readings where there are any
}

// MemoryOption configures a MemoryNonces.
type MemoryOption interface{ applyToMemory(*MemoryNonces) }

type memoryOption func(*MemoryNonces)

func (o memoryOption) applyToMemory(n *MemoryNonces) { o(n) }

// WithCapacity sets how many uses are remembered for all identities together. The default is 1,500,000, about 100 MB when
// full.
func WithCapacity(uses int) MemoryOption {
	return memoryOption(func(n *MemoryNonces) { n.capacity = uses })
}

// WithQuota sets how many uses are remembered for one identity. The default is a quarter of the capacity. Schemes without an
// identity have no quota: all their clients are one to the store.
func WithQuota(uses int) MemoryOption {
	return memoryOption(func(n *MemoryNonces) { n.quota = uses })
}

// WithStart sets the time before which timestamps are refused. The default is when the store is made.
func WithStart(start time.Time) MemoryOption {
	return memoryOption(func(n *MemoryNonces) { n.start = start })
}

// NewMemoryNonces returns an empty store.
func NewMemoryNonces(opts ...MemoryOption) *MemoryNonces {
	n := &MemoryNonces{
		capacity: 1_500_000,
		start:    time.Now(),
		seed:     maphash.MakeSeed(),
	}
	for _, opt := range opts {
		opt.applyToMemory(n)
	}
	if n.quota == 0 {
		n.quota = max(1, n.capacity/4)
	}
	// Timestamps in milliseconds are truncated: one from this very millisecond is not from before.
	n.start = n.start.Truncate(time.Millisecond)
	return n
}

// errForgotten refuses what may be a replay.
var errForgotten = fmt.Errorf("the clock here was set back to a time whose messages are forgotten, so that this one may have come before: %w", ErrReplay)

// Consume remembers a use until it expires. It returns one of the errors of this package if it refuses the use.
func (n *MemoryNonces) Consume(_ context.Context, use Use) error {
	if use.Issued.Before(n.start) {
		return ErrBeforeStart
	}
	if use.Expires.Before(use.Now) {
		return ErrReplay // it may have been used and forgotten
	}
	nonce, signature := n.hash("nonce", use.Identity, use.Nonce), n.hash("signature", use.Identity, use.Signature)
	identity := n.hash("identity", use.Identity, "")
	n.mu.Lock()
	defer n.mu.Unlock()
	n.forget(use.Now)
	now, expires := use.Now.UnixNano(), use.Expires.UnixNano()
	if slices.ContainsFunc(n.forgotten, func(p period) bool { return p.from <= expires && expires <= p.until }) {
		return errForgotten
	}
	share := 0
	for _, g := range n.generations {
		if g.until < now {
			continue // expired, and nothing that could be repeated now
		}
		if g.has(nonce) || g.has(signature) {
			return ErrReplay
		}
		share += g.shares[identity]
	}
	switch {
	case n.uses >= n.capacity:
		return ErrFull
	case share >= n.quota && use.Identity != "":
		return ErrQuota
	}
	g := n.generation(use)
	g.from = min(g.from, expires)
	g.seen[nonce], g.seen[signature] = struct{}{}, struct{}{}
	g.shares[identity]++
	g.uses++
	n.uses++
	return nil
}

func (n *MemoryNonces) hash(kind, identity, value string) uint64 {
	return maphash.Comparable(n.seed, [3]string{kind, identity, value})
}

func (g *generation) has(hash uint64) bool {
	_, ok := g.seen[hash]
	return ok
}

// forget drops the oldest generation when it is over. It drops no second one, because a clock may be wrong for a moment.
func (n *MemoryNonces) forget(now time.Time) {
	if len(n.generations) == 0 || !n.generations[0].over(now) {
		return
	}
	oldest := n.generations[0]
	n.generations = slices.Delete(n.generations, 0, 1)
	n.uses -= oldest.uses
	n.forgotten = append(n.forgotten, oldest.period)
	slices.SortFunc(n.forgotten, func(a, b period) int { return cmp.Compare(a.from, b.from) })
	const most = 8
	if len(n.forgotten) > most {
		n.joinNearest()
	}
}

// joinNearest makes one of the two forgotten periods that are closest to each other.
func (n *MemoryNonces) joinNearest() {
	nearest, distance := 0, int64(math.MaxInt64)
	for i, p := range n.forgotten[1:] {
		if d := p.from - n.forgotten[i].until; d < distance {
			nearest, distance = i, d
		}
	}
	first, second := &n.forgotten[nearest], n.forgotten[nearest+1]
	first.until = max(first.until, second.until)
	n.forgotten = slices.Delete(n.forgotten, nearest+1, nearest+2)
}

// generation returns the generation of a use, which begins when there is none. All end at a multiple of a span, which depends on
// the scheme's window alone: there are never many, whatever the timestamps.
func (n *MemoryNonces) generation(use Use) *generation {
	const least = 2 * time.Second
	window := max(least, use.Expires.Sub(use.Issued))
	span := int64(1) << (bits.Len64(uint64(window/2)) - 1) // a power of two, between a quarter and half of the window
	until := (use.Expires.UnixNano() + span - 1) &^ (span - 1)
	i, found := slices.BinarySearchFunc(n.generations, until, func(g *generation, until int64) int { return cmp.Compare(g.until, until) })
	if !found {
		g := &generation{period: period{until, until}, began: use.Now, seen: map[uint64]struct{}{}, shares: map[uint64]int{}}
		n.generations = slices.Insert(n.generations, i, g)
	}
	return n.generations[i]
}
