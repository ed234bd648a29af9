// Package diff tells what a change of an OpenAPI document means: on the wire, in what pandagen's extensions declare, and for Go
// callers of the generated packages.
//
// Compare makes a Report; package format prints it. What OpenAPI describes is judged by oasdiff, with its ids, levels and texts,
// on a view of both documents (view.go) that has only what differs (prune.go). What OpenAPI has no words for is judged by
// rules, one a file (rule_*.go). The generated packages are compared by apidiff (golang.go).
package diff

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator"
	"github.com/pandapon/pandagen/internal/document"
)

// Version is one of the two documents.
type Version struct {
	Source document.Source
	Name   string // how it is shown
}

// Options say how to compare.
type Options struct {
	// Config is what is generated of both versions, except for its document. Its overlays are applied to both. Nil means models,
	// client and server stubs of everything, in the Go module around the working directory.
	Config *generator.Config
	// NoGo leaves out the comparison of the generated packages.
	NoGo bool
}

// Compare tells what changed from one version to the other. The error is document.Errors when one of them is at fault.
func Compare(ctx context.Context, base, head Version, opts Options) (*Report, error) {
	before, err := readDocument(ctx, base.Source, opts.Config)
	if err != nil {
		return nil, err
	}
	after, err := readDocument(ctx, head.Source, opts.Config)
	if err != nil {
		return nil, err
	}
	r := &Report{Base: base.Name, Head: head.Name, Go: GoStatus{Compared: true}}
	sharedBefore, err := readShared(ctx, base.Source, opts.Config)
	if err != nil {
		return nil, err
	}
	sharedAfter, err := readShared(ctx, head.Source, opts.Config)
	if err != nil {
		return nil, err
	}
	edited := !document.Same(before, after) || sharedBefore != nil && !document.Same(sharedBefore, sharedAfter)
	if edited {
		x, y := newSide(before), newSide(after)
		x.shared, y.shared = sharedBefore, sharedAfter
		if err := r.compare(ctx, x, y, base.Source, head.Source, opts); err != nil {
			return nil, err
		}
	}
	r.Bump = r.bump(edited)
	return r, ctx.Err()
}

// readDocument reads a document as it is generated: in one piece, with the overlays of the configuration.
func readDocument(ctx context.Context, src document.Source, cfg *generator.Config) (*document.Node, error) {
	doc, err := document.Load(ctx, src)
	if err != nil {
		return nil, err
	}
	root, err := document.Bundle(doc)
	if err != nil {
		return nil, err
	}
	if findings := document.CheckOpenAPI(root); len(findings) > 0 {
		return nil, findings
	}
	if cfg == nil {
		return root, nil
	}
	for _, overlay := range cfg.Overlays {
		if _, err := document.ApplyOverlay(ctx, root, document.FromPath(overlay)); err != nil {
			return nil, err
		}
	}
	return root, nil
}

// NotAsked is the reason of a GoStatus when the comparison was left out on request.
const NotAsked = "it was not asked for (--no-go)"

func (r *Report) compare(ctx context.Context, before, after *side, base, head document.Source, opts Options) error {
	generating, stop := context.WithCancel(ctx)
	defer stop()
	var goChanges []Change
	packages := make(chan error, 1)
	go func() {
		var err error
		goChanges, err = r.compareGo(generating, before, after, base, head, opts)
		packages <- err
	}()
	changes, rest, err := compareWire(ctx, before, after, wireTime)
	if err != nil {
		stop()
	}
	if goErr := <-packages; err == nil && ctx.Err() != nil {
		err = goErr
	} else if goErr != nil {
		r.Go = GoStatus{Reason: oneLine(goErr.Error())}
		if goChanges = notGenerated(goErr); len(goChanges) > 0 {
			r.Go.Reason = "the head cannot be generated"
		}
	}
	if err != nil {
		return invalid(ctx, before, after, err)
	}
	contract := newComparison(before, after)
	for _, rule := range rules() {
		changes = append(changes, rule(contract)...)
	}
	changes = append(changes, rest.unjudged(after, changes)...)
	changes = append(withoutRepeated(changes), goChanges...)
	(&lineMatcher{base, head, map[string]*matchedFile{}}).place(changes)
	r.arrange(changes, order(before, after))
	return ctx.Err()
}

// invalid prefers what is wrong with the documents to what the comparison makes of it.
func invalid(ctx context.Context, before, after *side, err error) error {
	var findings document.Errors
	for _, s := range []*side{before, after} {
		if ctx.Err() == nil {
			findings = append(findings, document.Validate(ctx, s.root)...)
		}
	}
	if len(findings) > 0 {
		return findings
	}
	return err
}

// compareGo generates the head, and compares the packages with those of the base when they may differ.
func (r *Report) compareGo(ctx context.Context, before, after *side, base, head document.Source, opts Options) ([]Change, error) {
	same := sameGo(before.root, after.root) && sameGo(before.shared, after.shared)
	switch {
	case opts.NoGo && same:
		return nil, nil
	case opts.NoGo:
		return nil, errors.New(NotAsked)
	}
	cfg, clean := generator.Config{Output: "api"}, func() {}
	var err error
	if opts.Config != nil {
		cfg = *opts.Config
	} else if made, remove, failed := defaultConfig(ctx); failed == nil {
		cfg, clean = made, remove
	} else {
		err = failed
	}
	defer clean()
	var built *generator.Output
	if err == nil {
		built, err = build(ctx, cfg, head)
	}
	if err != nil && !faulty(err) { // where nothing compiles, it is known all the same whether the document can be generated
		if invalid := generator.Validate(ctx, configured(cfg, head)); faulty(invalid) {
			err = invalid
		}
	}
	switch {
	case faulty(err):
		return nil, &generateError{headSide, err}
	case same || ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, err
	}
	return compareGo(ctx, before, after, base, built, cfg)
}

// order ranks operations for the report: as in the head, and those that are gone after them.
func order(before, after *side) map[string]int {
	rank := map[string]int{}
	for _, s := range []*side{after, before} {
		for _, op := range s.operations {
			if _, ok := rank[op.Request]; !ok {
				rank[op.Request] = len(rank)
			}
		}
	}
	return rank
}

// withoutRepeated drops what oasdiff says about security where a rule about signatures says more.
func withoutRepeated(changes []Change) []Change {
	operations, schemes := map[string]bool{}, map[string]bool{}
	for _, c := range changes {
		switch {
		case c.ID == operationSignatureChanged.id || c.ID == operationSignatureWidened.id:
			operations[c.Operation.Request] = true
		case c.Signature:
			schemes[c.Symbol] = true
		}
	}
	return slices.DeleteFunc(changes, func(c Change) bool {
		if aboutSchemes[c.ID] {
			_, scheme, _ := strings.Cut(c.key, "\x00")
			return schemes[scheme]
		}
		return aboutSecurity[c.ID] && c.Operation != nil && operations[c.Operation.Request]
	})
}
