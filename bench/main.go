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

// groups are the figures in the order of the table. A group is set up when one of its figures is asked for, verifies that
// both sides of its figures do the same, and registers with t what must be closed.
var groups = []struct {
	figures []string
	setUp   func(ctx context.Context, t *tearDown) ([]figure, error)
}{
	{
		[]string{
			"decode_vs_encoding_json", "decode_vs_ogen", "decode_vs_scan", "decode_copy_vs_scan", "decode_page_vs_scan",
			"decode_orders_vs_scan", "decode_details_vs_scan",
		},
		decodeFigures,
	},
	{[]string{"encode_vs_encoding_json", "encode_copy_vs_encoding_json", "encode_vs_ogen"}, encodeFigures},
	{[]string{"sign_vs_digest", "verify_vs_handwritten"}, signatureFigures},
	{[]string{"call_vs_net_http", "call_vs_oapi", "call_vs_ogen"}, callFigures},
	{[]string{"concurrent_vs_net_http"}, concurrentFigures},
	{[]string{"server_vs_handwritten", "server_vs_oapi", "server_vs_ogen"}, serverFigures},
	{[]string{"generate_x100_per_op", "generate_vs_oapi", "generate_x1_vs_oapi"}, generateFigures},
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
			fmt.Fprintln(flag.CommandLine.Output(), "  "+strings.Join(g.figures, "\n  "))
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
		if !slices.ContainsFunc(g.figures, wanted) {
			continue
		}
		measured, err := measureGroup(ctx, how, wanted, g.setUp)
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

func measureGroup(ctx context.Context, how effort, wanted func(string) bool, setUp func(context.Context, *tearDown) ([]figure, error)) (results []result, err error) {
	var t tearDown
	defer func() { err = cmp.Or(err, t.run()) }()
	figures, err := setUp(ctx, &t)
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
