package main

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"
)

// contender is one side of a comparison.
type contender struct {
	name    string
	prepare func(n int) error // when set: makes ready what the next n runs use up, while the clock stands still
	run     func(n int) error // does the work n times
	units   float64           // units of work in one run; 0 is one
}

// figure is a comparison of us with somebody else.
type figure struct {
	name         string
	ours, theirs contender
	target       target
	allocs       float64 // most allocations of one run of ours; 0 is no bound
	counts       []count // what the bound of allocations is made of
	single       bool    // a slice is one run, because a run takes long
	fine         bool    // slices are short, because what a run takes depends on what the scheduler has settled into
}

// count is how many of something the input of a figure has.
type count struct {
	what string
	n    int
}

// target says what a ratio is and what it must be.
type target struct {
	speedup bool    // the ratio is theirs to ours, and more is better; otherwise ours to theirs, and less is better
	bound   float64 // 0: none, the ratio is for information
}

func atLeast(bound float64) target { return target{speedup: true, bound: bound} }
func atMost(bound float64) target  { return target{bound: bound} }

func (t target) met(ratio float64) bool {
	if t.speedup {
		return ratio >= t.bound
	}
	return t.bound == 0 || ratio <= t.bound
}

// effort is how much is measured.
type effort struct {
	clock  clock
	coarse pace
	fine   pace
	single int // how often both sides of a figure work in turn whose slice is one run
}

// pace is how long a contender works at a stretch, and how often both work in turn.
type pace struct {
	slice   time.Duration
	rounds  int
	collect bool // a slice begins with the garbage of others collected
}

// newEffort returns a thorough effort, or a quick one. A thorough coarse slice is long enough for several collections of
// garbage, so that each side pays for its own; of fine slices the few in which a collection falls do not move the median.
func newEffort(c clock, quick bool) effort {
	e := effort{
		clock:  c,
		coarse: pace{slice: 50 * time.Millisecond, rounds: 41, collect: true},
		fine:   pace{slice: 250 * time.Microsecond, rounds: 8001},
		single: 3,
	}
	if quick {
		e.coarse.slice, e.coarse.rounds, e.fine.rounds, e.single = 10*time.Millisecond, 11, 501, 1
	}
	return e
}

// result is a measured figure.
type result struct {
	figure
	ratio, low, high         float64       // median, tenth and ninetieth percentile of the rounds' ratios
	oursTime, theirsTime     time.Duration // medians for one unit of work
	oursAllocs, theirsAllocs float64       // for one run; NaN when it happens in another process
}

// measure has both sides work in turn, A B A B, and takes the ratio of each round: what else the machine does meanwhile
// hits neighbours alike.
func (e effort) measure(ctx context.Context, f figure) (result, error) {
	r := result{figure: f, oursAllocs: math.NaN(), theirsAllocs: math.NaN()}
	n := [2]int{1, 1}
	p := e.coarse
	sides := [2]contender{f.ours, f.theirs}
	if f.single {
		p.rounds = e.single
		for _, side := range sides {
			if _, err := e.time(side, 1, p.collect); err != nil {
				return r, err
			}
		}
	} else {
		for i, side := range sides {
			runs, err := e.calibrate(side)
			if err != nil {
				return r, err
			}
			n[i] = runs
		}
		for i, allocs := range []*float64{&r.oursAllocs, &r.theirsAllocs} {
			counted, err := sides[i].countAllocs(max(n[i]/4, 16))
			if err != nil {
				return r, err
			}
			*allocs = counted
		}
	}
	if f.fine {
		for i := range n {
			n[i] = max(1, int(int64(n[i])*int64(e.fine.slice)/int64(e.coarse.slice)))
		}
		p = e.fine
	}

	ratios := make([]float64, 0, p.rounds)
	var times [2][]float64
	for range p.rounds {
		var took [2]float64
		for i, side := range sides {
			if err := ctx.Err(); err != nil {
				return r, err
			}
			d, err := e.time(side, n[i], p.collect)
			if err != nil {
				return r, err
			}
			took[i] = float64(d) / float64(n[i]) / max(side.units, 1)
			times[i] = append(times[i], took[i])
		}
		if f.target.speedup {
			ratios = append(ratios, took[1]/took[0])
		} else {
			ratios = append(ratios, took[0]/took[1])
		}
	}
	r.ratio, r.low, r.high = percentile(ratios, 50), percentile(ratios, 10), percentile(ratios, 90)
	r.oursTime, r.theirsTime = time.Duration(percentile(times[0], 50)), time.Duration(percentile(times[1], 50))
	return r, nil
}

// time times n runs. With collect it begins with the garbage of others collected.
func (e effort) time(c contender, n int, collect bool) (time.Duration, error) {
	if c.prepare != nil {
		if err := c.prepare(n); err != nil {
			return 0, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	if collect {
		runtime.GC()
	}
	began, err := e.clock()
	if err != nil {
		return 0, err
	}
	if err := c.run(n); err != nil {
		return 0, fmt.Errorf("%s: %w", c.name, err)
	}
	ended, err := e.clock()
	return ended - began, err
}

// calibrate returns how many runs fill a coarse slice. It also warms the contender up.
func (e effort) calibrate(c contender) (int, error) {
	for n := 1; ; {
		took, err := e.time(c, n, true)
		if err != nil {
			return 0, err
		}
		if took >= e.coarse.slice/2 {
			return max(1, int(float64(n)*float64(e.coarse.slice)/float64(took))), nil
		}
		n *= 2
	}
}

// countAllocs returns the allocations of one run, of all goroutines together, rounded down as testing.AllocsPerRun does.
func (c contender) countAllocs(n int) (float64, error) {
	if c.prepare != nil {
		if err := c.prepare(n + 1); err != nil {
			return 0, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	if err := c.run(1); err != nil { // fills pools
		return 0, fmt.Errorf("%s: %w", c.name, err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := c.run(n)
	runtime.ReadMemStats(&after)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", c.name, err)
	}
	return math.Floor(float64(after.Mallocs-before.Mallocs) / float64(n)), nil
}

// percentile returns the p-th percentile of values, between neighbours when it falls between them.
func percentile(values []float64, p float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	at := p / 100 * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// useCores has Go use n processors until t runs.
func useCores(n int, t *tearDown) {
	before := runtime.GOMAXPROCS(n)
	t.add(func() error {
		runtime.GOMAXPROCS(before)
		return nil
	})
}
