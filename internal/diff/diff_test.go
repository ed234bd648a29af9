package diff_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/diff"
	"github.com/pandapon/pandagen/internal/diff/format"
	"github.com/pandapon/pandagen/internal/document"
)

var update = flag.Bool("update", false, "write the golden files of this package anew")

// compareCase compares the two documents of a folder.
func compareCase(t *testing.T, dir string, opts diff.Options) *diff.Report {
	t.Helper()
	version := func(side string) diff.Version {
		src := document.FromFS(os.DirFS(filepath.Join(dir, side)), "openapi.yaml", side)
		return diff.Version{Source: src, Name: src.String()}
	}
	report, err := diff.Compare(context.Background(), version("base"), version("head"), opts)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestGolden has one folder for each case: two documents, and what is printed of their difference in every format.
func TestGolden(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join("testdata", "*", "base"))
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, base := range cases {
		dir := filepath.Dir(base)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			report := compareCase(t, dir, diff.Options{})
			for name, file := range map[string]string{
				"text": "want.txt", "markdown": "want.md", "json": "want.json", "github": "want.github.txt", "html": "want.html",
			} {
				var got bytes.Buffer
				if err := format.Print(&got, name, report, format.Options{}); err != nil {
					t.Fatal(err)
				}
				text := got.Bytes()
				if name == "html" { // the head is the same everywhere
					text = text[bytes.Index(text, []byte("<body>")):]
				}
				golden(t, filepath.Join(dir, file), text)
			}
		})
	}
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run the test with -update to write it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-update writes it anew)\ngot:\n%s\nwant:\n%s", file, got, want)
	}
}

// TestOverlaysChangeBothSides: what an overlay adds to both documents is no difference, and what it hides is none either.
func TestOverlaysChangeBothSides(t *testing.T) {
	overlay := filepath.Join(t.TempDir(), "overlay.yaml")
	const text = "overlay: 1.0.0\ninfo: {title: O, version: 1.0.0}\nactions:\n  - target: $.components.schemas.Order.properties.amount\n    update: {x-unit: jiao}\n"
	if err := os.WriteFile(overlay, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	report := compareCase(t, filepath.Join("testdata", "unit-changed"), diff.Options{NoGo: true, Config: &generator.Config{Overlays: []string{overlay}}})
	for _, c := range report.Changes {
		if c.ID == "unit-changed" {
			t.Errorf("%+v", c)
		}
	}
	if report.Bump != diff.Patch || len(report.Changes) != 1 {
		t.Errorf("%s %+v", report.Bump, report.Changes)
	}
}

func TestConfigurationSelectsWhatIsCompared(t *testing.T) {
	cfg := &generator.Config{Output: filepath.Join("testdata", "shop"), Package: "shop", Operations: []string{"orderList"}, Emit: []string{"models"}}
	report := compareCase(t, filepath.Join("testdata", "field-required"), diff.Options{Config: cfg})
	var symbols []string
	for _, c := range report.Changes {
		if c.Kind == diff.Go {
			symbols = append(symbols, c.Symbol+" "+c.Text)
		}
	}
	if !slices.Equal(symbols, []string{"shop.OrderListRequest.Size added"}) || !report.Go.Compared {
		t.Errorf("%q %v", symbols, report.Go)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	src := document.FromFS(os.DirFS(filepath.Join("testdata", "nothing", "base")), "openapi.yaml", "")
	if _, err := diff.Compare(ctx, diff.Version{Source: src}, diff.Version{Source: src}, diff.Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestInvalidDocuments are findings with their places, whatever the comparison would make of them.
func TestInvalidDocuments(t *testing.T) {
	const valid = "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths: {}\n"
	source := func(text string) document.Source {
		return document.FromFS(fstest.MapFS{"a.yaml": {Data: []byte(text)}}, "a.yaml", "HEAD:spec")
	}
	for text, want := range map[string]string{
		"openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths: {/a: {get: {responses: []}}}\n": "HEAD:spec/a.yaml:3:31: ",
		"swagger: '2.0'\ninfo: {title: T, version: 1.0.0}\npaths: {}\n":                           "HEAD:spec/a.yaml:1:1: this is a document of Swagger",
		"ref: refs/heads/main\n": "HEAD:spec/a.yaml:1:1: this is no OpenAPI document",
	} {
		_, err := diff.Compare(context.Background(), diff.Version{Source: source(valid)}, diff.Version{Source: source(text)}, diff.Options{NoGo: true})
		var findings document.Errors
		if !errors.As(err, &findings) || !strings.HasPrefix(findings[0].Error(), want) {
			t.Error(err)
		}
	}
}

// TestSharedTypesThatStopBeingEqual: a type of another package that this one's document does not agree with any more becomes one of
// its own, and so do those that hold it. It may be the other document that changed.
func TestSharedTypesThatStopBeingEqual(t *testing.T) {
	const golden = "../../generator/testdata/golden/share/"
	files := fstest.MapFS{}
	for _, name := range []string{"openapi.yaml", "first.openapi.yaml"} {
		text, err := os.ReadFile(golden + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	cfg := &generator.Config{
		Document: golden + "openapi.yaml", Output: filepath.Join("testdata", "shopv2"), Package: "shopv2", Emit: []string{"models"},
		Share: &generator.Config{Document: golden + "first.openapi.yaml", Output: filepath.Join("testdata", "shop"), Package: "shop"},
	}
	version := func(files fstest.MapFS) diff.Version {
		src := document.FromFS(files, "openapi.yaml", "")
		return diff.Version{Source: src, Name: src.String()}
	}
	for _, changed := range []string{"openapi.yaml", "first.openapi.yaml"} {
		after := maps.Clone(files)
		text := strings.Replace(string(files[changed].Data), "Town: {type: object, properties: {name: {type: string}", "Town: {type: object, properties: {name: {type: string}, zip: {type: string}", 1)
		after[changed] = &fstest.MapFile{Data: []byte(text)}
		report, err := diff.Compare(t.Context(), version(files), version(after), diff.Options{Config: cfg})
		if err != nil || !report.Go.Compared {
			t.Fatal(err, report.Go.Reason)
		}
		var got []string
		for _, c := range report.Changes {
			if c.Kind == diff.Go {
				got = append(got, string(c.Level)+" "+c.Symbol+" "+c.Text)
			}
		}
		for _, want := range []string{"breaking shopv2.Town is a type of its own now, and was that of package shop", "breaking shopv2.Address is a type of its own now, and was that of package shop"} {
			if !slices.Contains(got, want) {
				t.Errorf("%s: %q lacks %s", changed, got, want)
			}
		}
	}
}
