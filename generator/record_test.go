package generator

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A run finds what an earlier one by the same configuration left where it does not print any more, and leaves alone what
// others put beside it.
func TestWhatAnEarlierRunLeftIsRemoved(t *testing.T) {
	document, err := os.ReadFile(filepath.Join("testdata", "golden", "shop", "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ before, after, gone, there string }{
		"output moved":           {"output: ../gen/shop", "output: ../gen/store", "gen/shop", "gen/store"},
		"package renamed":        {"output: ../gen/shop", "output: ../gen/shop\npackage: store", "gen/shop/shopserver", "gen/shop/storeserver"},
		"server stubs moved":     {"output: ../gen/shop", "output: ../gen/shop\nserver: {output: ../srv}", "gen/shop/shopserver", "srv"},
		"server stubs moved on":  {"output: ../gen/shop\nserver: {output: ../srv}", "output: ../gen/shop\nserver: {output: ../fake}", "srv", "fake"},
		"server stubs moved in":  {"output: ../gen/shop\nserver: {output: ../srv}", "output: ../gen/shop", "srv", "gen/shop/shopserver"},
		"server stubs left out":  {"output: ../gen/shop\nserver: {output: ../srv}", "output: ../gen/shop\nemit: [models, client]", "srv", "gen/shop"},
		"moved into what it was": {"output: ../gen/shop\nserver: {output: ../srv}", "output: ../srv\nserver: {output: ../gen/shop}\nimport: example.com/downstream/srv", "", "srv"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			module := downstreamModule(t)
			config := filepath.Join(module, "api", "pandagen.yaml")
			generate := func(text string) Config {
				replaceTree(t, filepath.Dir(config), map[string]string{
					"pandagen.yaml": "document: openapi.yaml\n" + text, "openapi.yaml": string(document),
					".pandagen.yaml.folders": readTree(t, filepath.Dir(config))[".pandagen.yaml.folders"],
				})
				cfg, err := LoadConfig(config)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := Generate(context.Background(), cfg); err != nil {
					t.Fatal(err)
				}
				return cfg
			}
			generate(test.before)
			const mine = "package mine\n"
			if test.gone != "" {
				if err := os.MkdirAll(filepath.Join(module, test.gone, "mine"), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(module, test.gone, "mine", "mine.go"), []byte(mine), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			cfg := generate(test.after)
			if again, err := Check(context.Background(), cfg); err != nil || len(again.Changes) > 0 {
				t.Errorf("right after a run the check says %v, %v", again, err)
			}
			if test.gone != "" {
				if left := readTree(t, filepath.Join(module, test.gone)); len(left) != 1 || left["mine/mine.go"] != mine {
					t.Errorf("%s holds %v", test.gone, slices.Sorted(maps.Keys(left)))
				}
			}
			if files := readTree(t, filepath.Join(module, test.there)); len(files) == 0 {
				t.Errorf("nothing is in %s", test.there)
			}
		})
	}
}

// A folder that another configuration writes to by now is not tidied up.
func TestFoldersOfOtherConfigurationsAreTheirs(t *testing.T) {
	document, err := os.ReadFile(filepath.Join("testdata", "golden", "shop", "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	module := downstreamModule(t)
	try := func(config, output string) error {
		for name, content := range map[string]string{config: "document: openapi.yaml\nemit: [models]\noutput: ../gen/" + output + "\n", "openapi.yaml": string(document)} {
			if err := os.MkdirAll(filepath.Join(module, "api"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(module, "api", name), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		cfg, err := LoadConfig(filepath.Join(module, "api", config))
		if err != nil {
			t.Fatal(err)
		}
		_, err = Generate(context.Background(), cfg)
		return err
	}
	generate := func(config, output string) {
		if err := try(config, output); err != nil {
			t.Fatal(err)
		}
	}
	is := func(folder string, there bool) {
		if files := readTree(t, filepath.Join(module, "gen", folder)); (len(files) > 0) != there {
			t.Errorf("gen/%s holds %v", folder, slices.Sorted(maps.Keys(files)))
		}
	}
	generate("one.yaml", "a")
	generate("two.yaml", "b")
	err = try("one.yaml", "b")
	if _, ok := errors.AsType[*ConfigError](err); !ok || !strings.Contains(err.Error(), "one.yaml:3:9: ") || !strings.Contains(err.Error(), "two.yaml writes to ") {
		t.Errorf("two configurations with one folder: %v", err)
	}
	generate("two.yaml", "c")
	generate("one.yaml", "b") // where the other one was
	is("a", false)
	is("b", true)
	is("c", true)
	if err := os.Rename(filepath.Join(module, "api", "one.yaml"), filepath.Join(module, "api", "three.yaml")); err != nil {
		t.Fatal(err)
	}
	generate("three.yaml", "b")
	generate("three.yaml", "d")
	is("b", false) // the record of a configuration that is gone does not hold it back
	is("d", true)
}

// Go code cannot have two packages in one folder.
func TestFolderOfAnotherPackageIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		config string
		files  map[string]string
		want   string
	}{
		"models": {"output: gen", map[string]string{"gen/mine.go": "package mine\n"}, "pandagen.yaml:2:9: gen holds Go files of package mine, and the generated ones are of package gen"},
		"server": {"output: gen\nserver: {output: srv}", map[string]string{"srv/main.go": "package main\n"}, "pandagen.yaml:3:18: srv holds Go files of package main"},
		"tests of the package, tools and other files": {"output: gen", map[string]string{
			"gen/a_test.go": "package gen_test\n", "gen/tool.go": "//go:build ignore\n\npackage main\n", "gen/left.go": ours + "package old\n", "gen/x.txt": "",
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			document, err := os.ReadFile(filepath.Join("testdata", "golden", "shop", "openapi.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			module := downstreamModule(t)
			t.Chdir(module)
			replaceTree(t, "api", nil)
			files := map[string]string{"pandagen.yaml": "document: openapi.yaml\n" + test.config, "openapi.yaml": string(document)}
			maps.Copy(files, test.files)
			for name, content := range files {
				if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			cfg, err := LoadConfig("pandagen.yaml")
			if err != nil {
				t.Fatal(err)
			}
			_, err = Check(context.Background(), cfg)
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if _, ok := errors.AsType[*ConfigError](err); !ok || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// A line of the record that leaves the module, directly or by a link, is refused: what pandagen wrote elsewhere belongs to others.
func TestRecordsDoNotLeaveTheModule(t *testing.T) {
	document, err := os.ReadFile(filepath.Join("testdata", "golden", "shop", "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	module := downstreamModule(t)
	victim := write(t, map[string]string{"theirs.go": ours + "package theirs\n", "api.md": "<!-- Code generated by pandagen. DO NOT EDIT. -->\n"})
	files := map[string]string{
		"pandagen.yaml": "document: openapi.yaml\nemit: [models]\noutput: ../gen/shop\n", "openapi.yaml": string(document), "former/left.go": ours + "package former\n",
	}
	for name, content := range files {
		name = filepath.Join(module, "api", name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(victim, filepath.Join(module, "link")); err != nil {
		t.Fatal(err)
	}
	cfg, err := LoadConfig(filepath.Join(module, "api", "pandagen.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	relative, err := filepath.Rel(filepath.Join(module, "api"), victim)
	if err != nil {
		t.Fatal(err)
	}
	record := func(line string) {
		if err := os.WriteFile(cfg.recordFile(), []byte("# Folders.\n"+line+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range []string{relative, victim, "../link", "../link/.", "../..", "../../" + filepath.Base(victim)} {
		record(line)
		_, err := Generate(t.Context(), cfg)
		if _, ok := errors.AsType[*ConfigError](err); !ok || !strings.Contains(err.Error(), ".pandagen.yaml.folders: the folder ") || !strings.Contains(err.Error(), "is outside of the module") {
			t.Errorf("%s: %v", line, err)
		}
	}
	if left := readTree(t, victim); len(left) != 2 {
		t.Errorf("what is left there is %v", left)
	}
	for _, line := range []string{"former", "../nowhere"} {
		record(line)
		if _, err := Generate(t.Context(), cfg); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
	if _, err := os.Stat(filepath.Join(module, "api", "former")); err == nil {
		t.Error("what an earlier run left is there")
	}
}
