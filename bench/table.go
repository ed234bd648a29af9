package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// printTable prints one line a figure.
func printTable(w io.Writer, results []result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "figure\tratio\tp10..p90\ttarget\t\tallocs\tours\ttheirs\tcompared with")
	for _, r := range results {
		fmt.Fprintf(t, "%s\t%.2f\t%.2f..%.2f\t%s\t%s\t%s\t%s\t%s\t%s\n",
			r.name, r.ratio, r.low, r.high, r.target, r.verdict(), r.allocations(), short(r.oursTime), short(r.theirsTime), r.theirs.name)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, r := range results {
		if len(r.counts) > 0 {
			fmt.Fprintf(w, "%s: %v allocations, %s\n", r.name, r.oursAllocs, joined(r.counts))
		}
	}
	return nil
}

// joined lists what an input has.
func joined(counts []count) string {
	var parts []string
	for _, c := range counts {
		parts = append(parts, fmt.Sprintf("%d %s", c.n, c.what))
	}
	return strings.Join(parts, ", ")
}

// String is what the ratio must be.
func (t target) String() string {
	switch {
	case t.bound == 0:
		return "-"
	case t.speedup:
		return fmt.Sprintf(">= %v", t.bound)
	}
	return fmt.Sprintf("<= %v", t.bound)
}

// verdict compares the figure with its target.
func (r result) verdict() string {
	switch {
	case r.target.bound == 0 && r.figure.allocs == 0:
		return ""
	case r.target.met(r.ratio) && (r.figure.allocs == 0 || r.oursAllocs <= r.figure.allocs):
		return "met"
	}
	return "MISSED"
}

// allocations shows ours, their bound and theirs.
func (r result) allocations() string {
	if math.IsNaN(r.oursAllocs) {
		return "-"
	}
	bound := ""
	if r.figure.allocs > 0 {
		bound = fmt.Sprintf(" (<= %v)", r.figure.allocs)
	}
	return fmt.Sprintf("%v%s : %v", r.oursAllocs, bound, r.theirsAllocs)
}

// short shows a duration with three digits.
func short(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Second, "s"}, {time.Millisecond, "ms"}, {time.Microsecond, "µs"}} {
		if d >= unit.size {
			return strconv.FormatFloat(float64(d)/float64(unit.size), 'g', 3, 64) + " " + unit.name
		}
	}
	return strconv.Itoa(int(d)) + " ns"
}

// writeRatios writes an object from name to ratio, from name.allocs to allocations where these are bounded, and from
// name.WHAT to how many of it the input has. Figures stand in the order of their names.
func writeRatios(file string, results []result) error {
	ratios := map[string]float64{}
	for _, r := range results {
		ratios[r.name] = math.Round(r.ratio*1000) / 1000
		if r.figure.allocs > 0 {
			ratios[r.name+".allocs"] = r.oursAllocs
		}
		for _, c := range r.counts {
			ratios[r.name+"."+c.what] = float64(c.n)
		}
	}
	content, err := json.MarshalIndent(ratios, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, append(content, '\n'), 0o644)
}
