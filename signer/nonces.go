package signer

import (
	"context"
	"errors"
	"hash/maphash"
	"strings"
	"sync"
	"time"
)

// NonceStore remembers accepted messages. A store that several processes share must check and remember in one atomic
// step.
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
	Now       time.Time // the verifier's clock
}

// Reasons for which MemoryNonces refuses a use. Other stores return ErrReplay for a replay.
var (
	ErrReplay      = errors.New("nonce or signature was used before: this is a replay, or a client that makes the same nonce twice")
	ErrFull        = errors.New("nonce store is full: raise its capacity, or share the load")
	ErrQuota       = errors.New("this identity has used up its share of the nonce store: raise the quota, or slow the client down")
	ErrBeforeStart = errors.New("timestamp is from before this process began, which cannot know what was used then: sign again")
)

// MemoryNonces is a NonceStore in the memory of one process. It forgets a use only when it expires, and refuses new ones
// while it is full.
//
// A restart loses what was remembered, so MemoryNonces refuses timestamps from before it was made: a client whose clock
// is slow is refused for as long after a start as its clock is behind, and one that signs in whole seconds until the
// second of the start is over. A message whose timestamp is in the future can be replayed after a restart that precedes
// it. Where this matters, use a store that outlives the process.
type MemoryNonces struct {
	capacity, quota int
	start           time.Time
	seed            maphash.Seed

	mu     sync.Mutex
	latest time.Time // latest time seen: setting the clock back does not revive a use
	seen   map[uint64]struct{}
	shares map[string]*share
	queue  []entry // a heap with the first to expire on top
}

// share is what one identity uses of the store.
type share struct {
	identity string
	uses     int
}

// entry is a remembered use. Nonce and signature are kept as hashes with a random seed: equal values always collide,
// different ones once in 2^64.
type entry struct {
	expires          int64 // Unix nanoseconds
	nonce, signature uint64
	share            *share
}

// MemoryOption configures a MemoryNonces.
type MemoryOption interface{ applyToMemory(*MemoryNonces) }

type memoryOption func(*MemoryNonces)

func (o memoryOption) applyToMemory(n *MemoryNonces) { o(n) }

// WithCapacity sets how many uses are remembered for all identities together. The default is 1,000,000, about 100 MB
// when full.
func WithCapacity(uses int) MemoryOption {
	return memoryOption(func(n *MemoryNonces) { n.capacity = uses })
}

// WithQuota sets how many uses are remembered for one identity. The default is a quarter of the capacity.
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
		capacity: 1_000_000,
		start:    time.Now(),
		seed:     maphash.MakeSeed(),
		seen:     map[uint64]struct{}{},
		shares:   map[string]*share{},
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

// Consume remembers a use until it expires. It returns one of the errors of this package if it refuses the use.
func (n *MemoryNonces) Consume(_ context.Context, use Use) error {
	if use.Issued.Before(n.start) {
		return ErrBeforeStart
	}
	nonce, signature := n.hash("nonce", use.Identity, use.Nonce), n.hash("signature", use.Identity, use.Signature)
	n.mu.Lock()
	defer n.mu.Unlock()
	if use.Now.After(n.latest) {
		n.latest = use.Now
	}
	if use.Expires.Before(n.latest) {
		return ErrReplay // it may have been used and forgotten
	}
	n.forget()
	if n.has(nonce) || n.has(signature) {
		return ErrReplay
	}
	if len(n.queue) >= n.capacity {
		return ErrFull
	}
	owner := n.shares[use.Identity]
	if owner == nil {
		owner = &share{identity: strings.Clone(use.Identity)}
	}
	if owner.uses >= n.quota {
		return ErrQuota
	}
	owner.uses++
	n.shares[owner.identity] = owner
	n.seen[nonce], n.seen[signature] = struct{}{}, struct{}{}
	n.push(entry{use.Expires.UnixNano(), nonce, signature, owner})
	return nil
}

func (n *MemoryNonces) has(hash uint64) bool {
	_, ok := n.seen[hash]
	return ok
}

func (n *MemoryNonces) hash(kind, identity, value string) uint64 {
	return maphash.Comparable(n.seed, [3]string{kind, identity, value})
}

// forget drops what has expired.
func (n *MemoryNonces) forget() {
	for len(n.queue) > 0 && n.queue[0].expires < n.latest.UnixNano() {
		e := n.pop()
		delete(n.seen, e.nonce)
		delete(n.seen, e.signature)
		if e.share.uses--; e.share.uses == 0 {
			delete(n.shares, e.share.identity)
		}
	}
}

// push adds an entry to the heap. It is written out because container/heap would allocate for every entry.
func (n *MemoryNonces) push(e entry) {
	n.queue = append(n.queue, e)
	for i := len(n.queue) - 1; i > 0; {
		parent := (i - 1) / 2
		if n.queue[parent].expires <= n.queue[i].expires {
			return
		}
		n.queue[parent], n.queue[i] = n.queue[i], n.queue[parent]
		i = parent
	}
}

// pop removes the entry that expires first.
func (n *MemoryNonces) pop() entry {
	top := n.queue[0]
	last := len(n.queue) - 1
	n.queue[0], n.queue[last] = n.queue[last], entry{}
	n.queue = n.queue[:last]
	for i := 0; ; {
		first := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if n.queue[child].expires < n.queue[first].expires {
				first = child
			}
		}
		if first == i {
			return top
		}
		n.queue[i], n.queue[first] = n.queue[first], n.queue[i]
		i = first
	}
}
