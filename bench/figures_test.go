package main

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEachFigureIsMeasured holds the figures that are set up against those of the README's table. Setting up also verifies
// that both sides of each figure do the same.
func TestEachFigureIsMeasured(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, row := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\| ([^;|]+)[;|]").FindAllStringSubmatch(string(readme), -1) {
		documented = append(documented, row[1]+" "+strings.TrimSpace(row[2]))
	}
	var measured []string
	for _, g := range groups {
		var down tearDown
		figures, err := g.figures(context.Background(), &down)
		if err != nil {
			t.Error(err)
		}
		if err := down.run(); err != nil {
			t.Error(err)
		}
		for _, f := range figures {
			measured = append(measured, f.name+" "+f.target.String())
		}
	}
	if !slices.Equal(documented, measured) {
		t.Errorf("README.md has\n%s\nand measured are\n%s", strings.Join(documented, "\n"), strings.Join(measured, "\n"))
	}
}

// TestAllocationsAreWithinBounds holds what does not depend on the machine.
func TestAllocationsAreWithinBounds(t *testing.T) {
	for _, g := range groups {
		var down tearDown
		figures, err := g.figures(context.Background(), &down)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range figures {
			if f.allocs == 0 {
				continue
			}
			got, err := f.ours.countAllocs(50)
			if err != nil {
				t.Fatal(err)
			}
			if got > f.allocs {
				t.Errorf("%s: %v allocations, want at most %v", f.name, got, f.allocs)
			}
		}
		if err := down.run(); err != nil {
			t.Error(err)
		}
	}
}
