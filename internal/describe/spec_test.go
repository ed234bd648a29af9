package describe

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/spec"
)

func describeSpec(t *testing.T, entry string) *api.API {
	t.Helper()
	doc, err := document.Load(context.Background(), document.FromPath("../../spec/"+entry))
	if err != nil {
		t.Fatal(err)
	}
	root, err := document.Bundle(doc)
	if err != nil {
		t.Fatal(err)
	}
	described, errs := Describe(context.Background(), root, Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return described
}

// The repository's own document is described without errors; DESCRIBE_DUMP names a file to read the result in.
func TestDescribeSpec(t *testing.T) {
	described := describeSpec(t, spec.Entry)
	if file := os.Getenv("DESCRIBE_DUMP"); file != "" {
		if err := os.WriteFile(file, []byte(dump(described)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// fullStop is how a paragraph of a comment may end that is no list and no code: like a sentence, as the line that says what is
// sent, or with the address of a page.
var fullStop = regexp.MustCompile(`[.:?!]$|^(GET|PUT|POST|DELETE|PATCH) /\S+$|https://\S+$`)

// TestSpecComments reads the comments made of the repository's documents.
func TestSpecComments(t *testing.T) {
	for _, entry := range []string{spec.Entry, spec.EntryV2} {
		a := describeSpec(t, entry)
		check := func(where, begins string, doc api.Doc) {
			checkDoc(t, doc)
			checkPrinted(t, doc)
			if begins != "" && (len(doc) == 0 || !strings.HasPrefix(doc[0], begins)) {
				t.Errorf("%s: the comment of %s does not begin with %q: %q", entry, where, begins, doc)
			}
			for paragraph := range strings.SplitSeq(strings.Join(doc, "\n"), "\n\n") {
				if paragraph != "" && !strings.HasPrefix(paragraph, " ") && !strings.HasPrefix(paragraph, "\t") && !fullStop.MatchString(paragraph) {
					t.Errorf("%s: the comment of %s has the unfinished paragraph %q", entry, where, paragraph)
				}
			}
		}
		for _, s := range a.Services {
			check(s.Name, "", s.Doc)
			for _, op := range s.Operations {
				check(s.Name+"."+op.Name, op.Name+" ", op.Doc)
				if strings.HasPrefix(op.Doc[0], op.Name+" calls ") {
					t.Errorf("%s: the description of %s does not begin with what it does: %q", entry, op.ID, op.Doc[0])
				}
			}
		}
		for _, typ := range a.Types {
			check(typ.Name, typ.Name+" ", typ.Doc)
			for _, f := range typ.Fields {
				check(typ.Name+"."+f.Name, "", f.Doc)
			}
			for _, v := range typ.Values {
				check(v.Name, "", v.Doc)
			}
		}
	}
}
