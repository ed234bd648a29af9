// Bench compares the SDK and the generator with oapi-codegen, with ogen and with floors: the least that the task can cost.
// It prints a table of ratios and writes them to out/ratios.json. See README.md.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
)

//go:generate go run ./peers

// ratiosFile is where the ratios go, below the folder of this module.
const ratiosFile = "out/ratios.json"

// group is a number of figures that are set up together, when one of them is asked for.
type group struct {
	goals []goal
	// setUp verifies that both sides of each figure do the same, and registers with t what must be closed.
	setUp func(ctx context.Context, t *tearDown) ([]figure, error)
}

// goal is what a figure must reach.
type goal struct {
	name   string
	target target
}

// groups are the figures in the order of the table. README.md lists them with what they must reach, too.
var groups = []group{
	{[]goal{
		{"decode_vs_encoding_json", atLeast(8)},
		{"decode_vs_ogen", atLeast(1.8)},
		{"decode_vs_scan", atMost(1.3)},
		{"decode_copy_vs_scan", atMost(0)},
	}, decodeFigures},
	{[]goal{{"decode_page_vs_scan", atMost(1.3)}}, decodePageFigures},
	{[]goal{{"decode_orders_vs_scan", atMost(2)}}, decodeOrdersFigures},
	{[]goal{{"decode_details_vs_scan", atMost(0)}}, decodeDetailsFigures},
	{[]goal{
		{"encode_vs_encoding_json", atLeast(4.3)},
		{"encode_copy_vs_encoding_json", atLeast(0)},
		{"encode_vs_ogen", atLeast(2.3)},
	}, encodeFigures},
	{[]goal{
		{"sign_vs_digest", atMost(1.3)},
		{"verify_vs_handwritten", atMost(0)},
	}, signatureFigures},
	{[]goal{
		{"call_vs_net_http", atMost(1.15)},
		{"call_vs_oapi", atMost(0.65)},
		{"call_vs_ogen", atMost(0.7)},
	}, callFigures},
	{[]goal{{"concurrent_vs_net_http", atLeast(0.9)}}, concurrentFigures},
	{[]goal{
		{"server_vs_handwritten", atLeast(1.3)},
		{"server_vs_oapi", atLeast(1.5)},
		{"server_vs_ogen", atLeast(2)},
	}, serverFigures},
	{[]goal{
		{"generate_x100_per_op", atMost(1.2)},
		{"generate_vs_oapi", atMost(1.5)},
		{"generate_x1_vs_oapi", atMost(0)},
	}, generateFigures},
}

// figures sets the group up. Each of its goals has a figure, in the same order.
func (g group) figures(ctx context.Context, t *tearDown) ([]figure, error) {
	figures, err := g.setUp(ctx, t)
	if err != nil {
		return nil, err
	}
	if len(figures) != len(g.goals) {
		return nil, fmt.Errorf("%d figures are set up for %d goals", len(figures), len(g.goals))
	}
	for i, goal := range g.goals {
		if figures[i].name != goal.name {
			return nil, fmt.Errorf("figure %s is set up in the place of %s", figures[i].name, goal.name)
		}
		figures[i].target = goal.target
	}
	return figures, nil
}

func main() {
	only := flag.String("only", "", "measure only the figures whose names begin with one of these, separated by commas")
	hasty := flag.Bool("quick", false, "measure less, to see whether things work: the figures are rough")
	processor := flag.Bool("cpu", false, "measure processor time in place of time: for a machine that is busy with other things")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: go run . [-only NAME,...] [-quick] [-cpu]\n\nFlags:")
		flag.PrintDefaults()
		fmt.Fprintln(flag.CommandLine.Output(), "\nFigures:")
		for _, g := range groups {
			for _, goal := range g.goals {
				fmt.Fprintln(flag.CommandLine.Output(), "  "+goal.name)
			}
		}
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	c := wallClock()
	if *processor {
		c = processorTime
	}
	if err := run(ctx, *only, newEffort(c, *hasty)); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only string, how effort) error {
	wanted := selection(only)
	var results []result
	for _, g := range groups {
		if !slices.ContainsFunc(g.goals, func(goal goal) bool { return wanted(goal.name) }) {
			continue
		}
		measured, err := measureGroup(ctx, how, wanted, g)
		if err != nil {
			return err
		}
		results = append(results, measured...)
	}
	if len(results) == 0 {
		return fmt.Errorf("no figure begins with %q: -help lists them", only)
	}
	if err := printTable(os.Stdout, results); err != nil {
		return err
	}
	return writeRatios(ratiosFile, results)
}

// selection tells which figures are wanted.
func selection(only string) func(name string) bool {
	return func(name string) bool {
		for prefix := range strings.SplitSeq(only, ",") {
			if strings.HasPrefix(name, strings.TrimSpace(prefix)) {
				return true
			}
		}
		return false
	}
}

func measureGroup(ctx context.Context, how effort, wanted func(string) bool, g group) (results []result, err error) {
	var t tearDown
	defer func() { err = cmp.Or(err, t.run()) }()
	figures, err := g.figures(ctx, &t)
	if err != nil {
		return nil, err
	}
	for _, f := range figures {
		if !wanted(f.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "measuring %s\n", f.name)
		r, err := how.measure(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		results = append(results, r)
	}
	return results, nil
}

// tearDown is what is closed when a group has been measured, last first.
type tearDown []func() error

func (t *tearDown) add(f func() error) { *t = append(*t, f) }

func (t tearDown) run() (err error) {
	for _, f := range slices.Backward(t) {
		err = cmp.Or(err, f())
	}
	return err
}
