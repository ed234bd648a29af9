package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fakeClock is moved by those who work.
type fakeClock struct{ now time.Duration }

func (c *fakeClock) read() (time.Duration, error) { return c.now, nil }

func (c *fakeClock) worker(name string, each time.Duration) contender {
	return contender{name: name, run: func(n int) error {
		c.now += time.Duration(n) * each
		return nil
	}}
}

func TestMeasureTakesTheRatioThatTheTargetAsksFor(t *testing.T) {
	for _, test := range []struct {
		name   string
		target target
		ratio  float64
		met    bool
	}{
		{"times as fast, reached", atLeast(4), 4, true},
		{"times as fast, missed", atLeast(4.5), 4, false},
		{"share of the time, reached", atMost(0.25), 0.25, true},
		{"share of the time, missed", atMost(0.2), 0.25, false},
		{"for information", atMost(0), 0.25, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var clock fakeClock
			f := figure{name: "f", target: test.target, ours: clock.worker("ours", time.Microsecond), theirs: clock.worker("theirs", 4*time.Microsecond)}
			r, err := newEffort(clock.read, true).measure(context.Background(), f)
			if err != nil {
				t.Fatal(err)
			}
			if r.ratio != test.ratio || r.low != test.ratio || r.high != test.ratio {
				t.Errorf("ratio %v, %v..%v, want %v", r.ratio, r.low, r.high, test.ratio)
			}
			if r.oursTime != time.Microsecond || r.theirsTime != 4*time.Microsecond {
				t.Errorf("times %v and %v", r.oursTime, r.theirsTime)
			}
			if got := r.verdict() != "MISSED"; got != test.met {
				t.Errorf("verdict %q", r.verdict())
			}
		})
	}
}

func TestMeasureDividesByUnits(t *testing.T) {
	var clock fakeClock
	ours, theirs := clock.worker("ours", 20*time.Second), clock.worker("theirs", time.Second)
	ours.units, theirs.units = 10, 1
	r, err := newEffort(clock.read, true).measure(context.Background(), figure{name: "f", target: atMost(3), single: true, ours: ours, theirs: theirs})
	if err != nil {
		t.Fatal(err)
	}
	if r.ratio != 2 || !math.IsNaN(r.oursAllocs) {
		t.Errorf("ratio %v, allocations %v", r.ratio, r.oursAllocs)
	}
}

func TestMeasureFailsWithItsContenders(t *testing.T) {
	var clock fakeClock
	broken := contender{name: "broken", run: func(int) error { return errNoResult }}
	_, err := newEffort(clock.read, true).measure(context.Background(), figure{name: "f", ours: clock.worker("ours", time.Second), theirs: broken})
	if !errors.Is(err, errNoResult) || !strings.Contains(err.Error(), "broken") {
		t.Errorf("error %v", err)
	}
}

func TestAllocationsAreCounted(t *testing.T) {
	var kept []*int
	c := contender{name: "c", run: func(n int) error {
		kept = make([]*int, 0, n)
		for i := range n {
			kept = append(kept, &i)
		}
		return nil
	}}
	got, err := c.countAllocs(1000)
	if err != nil {
		t.Fatal(err)
	}
	if got != 1 {
		t.Errorf("%v allocations, want 1", got)
	}
}

func TestTooManyAllocationsMissTheTarget(t *testing.T) {
	r := result{figure: figure{target: atMost(2), allocs: 1}, ratio: 1, oursAllocs: 2}
	if r.verdict() != "MISSED" {
		t.Errorf("verdict %q", r.verdict())
	}
}

func TestPercentile(t *testing.T) {
	values := []float64{4, 1, 3, 2}
	for p, want := range map[float64]float64{0: 1, 50: 2.5, 100: 4} {
		if got := percentile(values, p); got != want {
			t.Errorf("percentile %v is %v, want %v", p, got, want)
		}
	}
	if got := percentile([]float64{7}, 90); got != 7 {
		t.Errorf("percentile of one value is %v", got)
	}
}

func TestRatiosAreWrittenByName(t *testing.T) {
	file := filepath.Join(t.TempDir(), "out", "ratios.json")
	results := []result{
		{figure: figure{name: "b", allocs: 2}, ratio: 1.23456, oursAllocs: 1},
		{figure: figure{name: "a"}, ratio: 2, oursAllocs: 5},
	}
	if err := writeRatios(file, results); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]float64
	if err := json.Unmarshal(content, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got["a"] != 2 || got["b"] != 1.235 || got["b.allocs"] != 1 {
		t.Errorf("got %v", got)
	}
}

func TestTableShowsMissedTargets(t *testing.T) {
	var b bytes.Buffer
	r := result{figure: figure{name: "f", target: atLeast(2), theirs: contender{name: "somebody"}}, ratio: 1.5, oursTime: 1500, theirsTime: 2250}
	if err := printTable(&b, []result{r}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1.50", ">= 2", "MISSED", "1.5 µs", "2.25 µs", "somebody"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
}

func TestSelectionIsByPrefix(t *testing.T) {
	chosen := selection("decode, call_vs_oapi")
	for name, want := range map[string]bool{"decode_vs_scan": true, "call_vs_oapi": true, "call_vs_net_http": false, "sign_vs_digest": false} {
		if got := chosen(name); got != want {
			t.Errorf("%s is chosen: %v", name, got)
		}
	}
	if !selection("")("sign_vs_digest") {
		t.Error("without a selection something is not chosen")
	}
}
