package signer_test

import (
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"
	"unsafe"

	"github.com/pandapon/pandagen/signer"
)

// use is one of identity's, issued at and seen at an offset from now, good for a minute.
func use(identity, nonce string, offset time.Duration) signer.Use {
	at := now.Add(offset)
	return signer.Use{Identity: identity, Nonce: nonce, Signature: "signature of " + nonce, Issued: at, Expires: at.Add(time.Minute), Now: at}
}

func TestMemoryNonces(t *testing.T) {
	type step struct {
		use  signer.Use
		want error
	}
	sameSignature := use("a", "2", time.Second)
	sameSignature.Signature = "signature of 1"
	setBack := use("a", "1", 0)
	setBack.Now = now.Add(time.Second)
	tests := []struct {
		name  string
		opts  []signer.MemoryOption
		steps []step
	}{
		{"a nonce is good for one use", nil, []step{
			{use("a", "1", 0), nil}, {use("a", "1", time.Second), signer.ErrReplay}, {use("a", "2", time.Second), nil},
		}},
		{"a signature is good for one use", nil, []step{{use("a", "1", 0), nil}, {sameSignature, signer.ErrReplay}}},
		{"identities have nonces of their own", nil, []step{{use("a", "1", 0), nil}, {use("b", "1", 0), nil}}},
		{"a use is kept until it expires, and half a window longer at most", nil, []step{
			{use("a", "1", 0), nil}, {use("a", "1", time.Minute), signer.ErrReplay}, {use("a", "1", time.Minute+30*time.Second), nil},
		}},
		{"a full store refuses and forgets nothing", []signer.MemoryOption{signer.WithCapacity(2), signer.WithQuota(2)}, []step{
			{use("a", "1", 0), nil}, {use("b", "2", 0), nil}, {use("c", "3", 0), signer.ErrFull},
			{use("a", "1", 0), signer.ErrReplay}, {use("b", "2", 0), signer.ErrReplay},
			{use("c", "3", 2*time.Minute), nil},
		}},
		{"an identity has a quota", []signer.MemoryOption{signer.WithQuota(1)}, []step{
			{use("a", "1", 0), nil}, {use("a", "2", 0), signer.ErrQuota}, {use("b", "2", 0), nil},
			{use("a", "2", 2*time.Minute), nil},
		}},
		{"schemes without an identity have no quota", []signer.MemoryOption{signer.WithQuota(1), signer.WithCapacity(3)}, []step{
			{use("", "1", 0), nil}, {use("", "2", 0), nil}, {use("a", "3", 0), nil}, {use("", "4", 0), signer.ErrFull},
		}},
		{"timestamps from before the start are refused", nil, []step{
			{use("a", "1", -time.Millisecond), signer.ErrBeforeStart}, {use("a", "1", 0), nil},
		}},
		{"a clock that is set back brings nothing back", nil, []step{
			{use("a", "1", 0), nil}, {use("a", "2", 2*time.Minute), nil}, {setBack, signer.ErrReplay},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := signer.NewMemoryNonces(append(test.opts, signer.WithStart(now.Add(999*time.Microsecond)))...)
			for i, s := range test.steps {
				if err := store.Consume(context.Background(), s.use); !errors.Is(err, s.want) {
					t.Errorf("step %d: got %v, want %v", i, err, s.want)
				}
			}
		})
	}
}

const (
	window = 10 * time.Minute
	year   = 365 * 24 * time.Hour
)

// long makes tests go on for longer than anybody waits each time: go test ./signer -run Nonces -args -long
var long = flag.Bool("long", false, "verify with ten million nonces")

// stepped is what time.Now returns at t when the system's clock has been set by a step: its monotonic reading is as before.
func stepped(t time.Time, step time.Duration) time.Time {
	type layout struct {
		wall uint64
		ext  int64
		loc  *time.Location
	}
	(*layout)(unsafe.Pointer(&t)).wall += uint64(int64(step/time.Second) << 30)
	return t
}

// wall is what a clock without monotonic readings says then.
func wall(t time.Time, step time.Duration) time.Time {
	return t.Round(0).Add(step.Truncate(time.Second))
}

var clocks = map[string]func(time.Time, time.Duration) time.Time{"monotonic": stepped, "wall": wall}

func TestStepped(t *testing.T) {
	at := time.Now()
	if set := stepped(at, -year); !set.Round(0).Equal(at.Round(0).Add(-year)) || set.Sub(at) != 0 {
		t.Fatalf("the layout of time.Time has changed: %s is a year before %s", set, at)
	}
}

// issued is a use of a message with a timestamp, seen at now.
func issued(nonce string, at, now time.Time) signer.Use {
	return signer.Use{Identity: "a", Nonce: nonce, Signature: "signature of " + nonce, Issued: at.Round(0), Expires: at.Round(0).Add(window), Now: now}
}

// ledger is a store of the plainest kind: it remembers everything, and when it expires.
type ledger struct {
	expires map[string]int64 // in Unix nanoseconds
	latest  int64            // of all clocks seen
}

// judge says what a store may answer: whether it has to refuse a use, and whether it has to accept it.
func (l *ledger) judge(u signer.Use) (refuse, accept bool) {
	now := u.Now.UnixNano()
	accept = u.Expires.UnixNano() > l.latest // not even the latest clock can have made the store forget such a one
	for _, name := range []string{u.Nonce, u.Signature} {
		if expires, used := l.expires[name]; used {
			refuse = refuse || expires >= now
			accept = accept && expires+int64(window/2) < now
		}
	}
	l.latest = max(l.latest, now)
	return refuse, accept
}

func (l *ledger) remember(u signer.Use) {
	l.expires[u.Nonce], l.expires[u.Signature] = u.Expires.UnixNano(), u.Expires.UnixNano()
}

// The clock jumps both ways, and time passes: nothing is accepted twice, and what can be accepted is.
func TestMemoryNoncesUnderAJumpingClock(t *testing.T) {
	messages := 200_000
	if *long {
		messages = 10_000_000
	}
	for name, clock := range clocks {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			at, step := time.Now(), time.Duration(0)
			between := func(from, to time.Duration) time.Duration { return from + time.Duration(r.Int64N(int64(to-from))) }
			store := signer.NewMemoryNonces(signer.WithStart(time.Unix(0, 0)), signer.WithCapacity(messages), signer.WithQuota(messages))
			all := &ledger{expires: map[string]int64{}}
			var captured []signer.Use
			accepted, replayed := 0, 0
			for i := range messages {
				at = at.Add(between(0, 20*time.Millisecond))
				switch r.IntN(5000) {
				case 0:
					step = 0
				case 1:
					step += between(-window, window)
				case 2:
					step = -year
				case 3:
					at = at.Add(between(0, 3*window))
				}
				now := clock(at, step)
				u := issued(strconv.Itoa(i), now.Add(between(-window, window)), now)
				if len(captured) > 0 && r.IntN(3) == 0 {
					nonce := u.Nonce
					u = captured[r.IntN(len(captured))]
					if u.Now = now; now.Round(0).Sub(u.Issued).Abs() > window {
						continue // a verifier would not ask the store
					}
					if r.IntN(4) == 0 {
						u.Nonce = nonce
					}
					replayed++
				}
				refuse, accept := all.judge(u)
				err := store.Consume(t.Context(), u)
				if refuse && err == nil || accept && err != nil {
					t.Fatalf("message %d: %v; it has to be refused: %t, accepted: %t; %+v", i, err, refuse, accept, u)
				}
				if err != nil {
					continue
				}
				accepted++
				all.remember(u)
				if len(captured) < 1000 {
					captured = append(captured, u)
				} else {
					captured[r.IntN(len(captured))] = u
				}
			}
			if accepted < messages/10 || replayed < messages/20 {
				t.Errorf("%d of %d messages were accepted, %d replays tried", accepted, messages, replayed)
			}
		})
	}
}

// A clock that was a year ahead, or behind, for however long, is right again: whoever signs by the right time is served, and
// captured messages are not.
func TestAClockThatWasWrongShutsNobodyOut(t *testing.T) {
	for _, wrong := range []time.Duration{year, -year, 2 * window} {
		for _, lasted := range []time.Duration{0, time.Second, window, 4 * window, 24 * time.Hour} {
			if lasted > wrong && wrong > 0 {
				continue // the right clock repeats a time of which messages were accepted
			}
			store := signer.NewMemoryNonces(signer.WithStart(time.Unix(0, 0)))
			at, nonce := time.Now(), 0
			var captured []signer.Use
			serve := func(now time.Time) {
				t.Helper()
				for _, skew := range []time.Duration{0, window - time.Second, -window / 2} {
					nonce++
					u := issued(strconv.Itoa(nonce), now.Add(skew), now)
					if err := store.Consume(t.Context(), u); err != nil {
						t.Fatalf("wrong by %s for %s: a message %s ahead: %v", wrong, lasted, skew, err)
					}
					captured = append(captured, u)
				}
			}
			for range 50 {
				at = at.Add(window / 20)
				serve(at)
			}
			end := at.Add(lasted)
			for ; !at.After(end); at = at.Add(max(lasted/40, time.Second)) {
				serve(stepped(at, wrong))
			}
			for range 50 {
				serve(at)
				at = at.Add(window / 20)
			}
			for _, step := range []time.Duration{0, -window / 2, -window, -2 * window, wrong, -window - lasted} {
				for _, u := range captured {
					u.Now = stepped(at, step)
					if u.Now.Round(0).Sub(u.Issued).Abs() > window {
						continue
					}
					if err := store.Consume(t.Context(), u); !errors.Is(err, signer.ErrReplay) {
						t.Fatalf("wrong by %s for %s: set by %s, a message of %s comes again: %v", wrong, lasted, step, u.Issued, err)
					}
				}
			}
		}
	}
}

// One message at a clock that is far ahead makes the store forget little, even where the clock cannot tell what time has passed.
func TestOneMessageFarAhead(t *testing.T) {
	for name, clock := range clocks {
		store := signer.NewMemoryNonces(signer.WithStart(time.Unix(0, 0)))
		at := time.Now()
		for i := range 1000 {
			now := clock(at.Add(time.Duration(i)*2*window/1000), 0)
			if err := store.Consume(t.Context(), issued(strconv.Itoa(i), now, now)); err != nil {
				t.Fatal(err)
			}
		}
		at = at.Add(2 * window)
		ahead := clock(at, year)
		if err := store.Consume(t.Context(), issued("ahead", ahead, ahead)); err != nil {
			t.Fatal(err)
		}
		now := clock(at, 0)
		for _, skew := range []time.Duration{-window / 2, 0, window} {
			if err := store.Consume(t.Context(), issued("skew "+skew.String(), now.Add(skew), now)); err != nil {
				t.Errorf("%s clock: a message that is %s ahead: %v", name, skew, err)
			}
		}
	}
}

// What has expired is let go of bit by bit, a little with each message.
func TestMemoryNoncesGiveMemoryBack(t *testing.T) {
	const uses = 200_000
	store := signer.NewMemoryNonces(signer.WithStart(now), signer.WithCapacity(uses), signer.WithQuota(uses))
	before := heap()
	for i := range uses {
		at := now.Add(window * time.Duration(i) / uses)
		if err := store.Consume(t.Context(), numbered(i, at, window)); err != nil {
			t.Fatal(err)
		}
	}
	full := heap() - before
	if err := store.Consume(t.Context(), numbered(uses, now.Add(window), window)); !errors.Is(err, signer.ErrFull) {
		t.Errorf("one more than there is room for: %v", err)
	}
	for i := range 10 {
		if err := store.Consume(t.Context(), numbered(uses+i, now.Add(5*window), window)); err != nil {
			t.Errorf("when all has expired: %v", err)
		}
	}
	if left := heap() - before; int64(left) > int64(full)/20 {
		t.Errorf("%d uses took %d bytes, and %d are held when they have expired", uses, full, left)
	}
	if per := full / uses; per > 110 {
		t.Errorf("a use takes %d bytes", per)
	}
}
