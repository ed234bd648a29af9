package diff

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/checker/metaschema"
	oasdiff "github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"

	"github.com/pandapon/pandagen/internal/document"
)

// wire compares two documents with oasdiff, which judges what OpenAPI describes.
type wire struct {
	base, head       *side // the documents
	baseView         *side // what is compared of them
	headView         *side
	basePlaces       *places
	headPlaces       *places
	rules            map[string]checker.BackwardCompatibilityRule
	localize, invert checker.Localizer
}

// wireTime and wireMemory are how long oasdiff may take, and how large the program may become. oasdiff goes through the ways on which
// schemas reach each other, of which there may be more than there is time for.
const (
	wireTime   = 2 * time.Minute
	wireMemory = 4 << 30
)

// compareWire returns what oasdiff finds on the wire in that time, and what differs there.
func compareWire(ctx context.Context, base, head *side, limit time.Duration) ([]Change, *remainder, error) {
	schemes := renamedSchemes(base, head)
	rest := prune(newSide(view(base, schemes)), newSide(view(head, nil)))
	for _, s := range []*side{rest.base, rest.head} {
		shortenArrays(s)
	}
	w := &wire{base: base, head: head, baseView: rest.base, headView: rest.head}
	bounded, cancel := bound(ctx, limit, wireMemory)
	defer cancel()
	changes, err := w.compare(bounded)
	if context.Cause(bounded) == errTooMuch {
		err = document.Errors{{Pos: head.root.Pos, Rule: "diff-size", Message: fmt.Sprintf(
			"the schemas of what changed reach each other on too many ways to compare them in %s and %d GiB: let fewer schemas of anyOf, oneOf, allOf and prefixItems hold each other",
			limit, wireMemory>>30)}}
	}
	return changes, rest, err
}

// compare returns what oasdiff finds in the views.
func (w *wire) compare(ctx context.Context) ([]Change, error) {
	results, err := background(ctx, w.run)
	if err != nil {
		return nil, err
	}
	w.rules = map[string]checker.BackwardCompatibilityRule{}
	for _, r := range checker.GetAllRules() {
		w.rules[r.Id] = r
	}
	w.localize = checker.NewDefaultLocalizer()
	w.invert = aboutMessages(w.localize)
	var changes []Change
	for _, r := range results {
		if !unhelpful[r.GetId()] && !ofViewOnly(r) {
			changes = append(changes, w.change(r))
		}
	}
	return changes, nil
}

// ofViewOnly reports whether a finding is about a component that stands in a view only.
func ofViewOnly(f checker.Change) bool {
	args := f.GetArgs()
	return f.GetId() == checker.APISchemasRemovedId && len(args) > 0 && strings.HasSuffix(fmt.Sprint(args[0]), orNull)
}

// aboutSecurity are findings about the schemes that an operation asks for.
var aboutSecurity = map[string]bool{
	checker.APISecurityAddedCheckId: true, checker.APISecurityRemovedCheckId: true, checker.APISecurityScopeAddedId: true,
	checker.APISecurityScopeRemovedId: true, checker.APISecurityAnonymousAccessAddedId: true, checker.APISecurityAnonymousAccessRemovedId: true,
}

// aboutSchemes are findings about a security scheme that is new, or gone.
var aboutSchemes = map[string]bool{checker.APIComponentsSecurityAddedId: true, checker.APIComponentsSecurityRemovedId: true}

// unhelpful are findings that the summary says better.
var unhelpful = map[string]bool{
	checker.APIVersionNotBumpedId: true, checker.APIVersionDecreasedId: true, checker.APIMajorVersionNotBumpedId: true,
}

func (w *wire) run() (checker.Changes, error) {
	infos := make([]*load.SpecInfo, 2)
	errs := make([]error, 2)
	done := make(chan struct{})
	go func() {
		defer close(done)
		infos[0], errs[0] = read(w.baseView.root, "base")
	}()
	infos[1], errs[1] = read(w.headView.root, "head")
	<-done
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	w.basePlaces, w.headPlaces = placesOf(w.baseView.root), placesOf(w.headView.root)
	report, sources, err := oasdiff.GetWithOperationsSourcesMap(oasdiff.NewConfig(), infos[0], infos[1])
	if err != nil {
		return nil, fmt.Errorf("compare the documents: %w", err)
	}
	return checker.CheckBackwardCompatibilityUntilLevel(checker.NewConfig(checker.GetAllChecks()), report, sources, checker.INFO), nil
}

// read hands a view to the OpenAPI library, which notes the line of everything.
func read(root *document.Node, name string) (info *load.SpecInfo, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("the OpenAPI library cannot read the %s: %v", name, fault)
		}
	}()
	var b bytes.Buffer
	if err := document.WriteJSON(&b, root, " "); err != nil {
		return nil, err
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	if info, err = load.NewSpecInfoFromData(loader, b.Bytes(), name); err != nil {
		return nil, fmt.Errorf("the OpenAPI library cannot read the %s: %w: run pandagen lint on it", name, err)
	}
	return info, nil
}

// change turns a finding of oasdiff into one of ours.
func (w *wire) change(f checker.Change) Change {
	webhook, isWebhook := strings.CutPrefix(f.GetPath(), "webhook:")
	c := Change{ID: f.GetId(), Kind: Wire, Level: levelOf(f.GetLevel()), Note: f.GetComment(w.localize), added: w.adds(f.GetId())}
	path, localize := f.GetPath(), w.localize
	if isWebhook {
		path, localize = webhook, w.invert
	} else if means, ok := oneWay[c.ID]; ok {
		c.Level, c.Why, c.Note = means.level, means.why, ""
	}
	c.Text = strings.ReplaceAll(f.GetUncolorizedText(shortNumbers(f.GetArgs(), localize)), "``", "`(none)`")
	key := operationKey(isWebhook, strings.ToLower(f.GetOperation()), path)
	base, head := w.base.byKey[key], w.head.byKey[key]
	if component, ok := f.(checker.ComponentChange); ok {
		base, head = w.ofComponent(component)
	}
	if head != nil {
		c.Operation = head.Operation
	} else if base != nil {
		c.Operation = base.Operation
	}
	w.place(&c, f, base, head)
	c.key = signature(f)
	return c
}

// ofComponent returns the operation that a finding about components is about: that of a webhook that came or went.
func (w *wire) ofComponent(f checker.ComponentChange) (base, head *operation) {
	if f.Component != checker.ComponentWebhooks || len(f.Args) == 0 {
		return nil, nil
	}
	find := func(s *side) *operation {
		for _, op := range s.operations {
			if op.webhook && op.path == fmt.Sprint(f.Args[0]) {
				return op
			}
		}
		return nil
	}
	return find(w.base), find(w.head)
}

// shortNumbers writes numbers as documents do, 50 and not 50.00.
func shortNumbers(values []any, localize checker.Localizer) checker.Localizer {
	return func(key string, args ...any) string {
		for i := range min(len(args), len(values)) {
			if number, ok := values[i].(float64); ok && args[i] == fmt.Sprintf("`%.2f`", number) {
				args[i] = "`" + strconv.FormatFloat(number, 'f', -1, 64) + "`"
			}
		}
		return localize(key, args...)
	}
}

// place finds where a finding is.
func (w *wire) place(c *Change, f checker.Change, base, head *operation) {
	headLine, baseLine := w.lines(f, base, head)
	pos, ok := w.headPlaces.at(headLine)
	if head != nil && (!ok && baseLine == 0 || pos == head.pos) {
		// It is said of the operation as a whole: see whether it names a property.
		if exact, found := propertyPlace(w.headView, w.headView.byKey[head.key], f); found {
			pos, ok = exact, true
		}
	}
	if ok {
		c.Pos, c.Near = pos, pos
		return
	}
	if pos, ok := w.basePlaces.at(baseLine); ok {
		near, whole := w.basePlaces.surviving(baseLine, w.headView)
		if c.Pos, c.Near = pos, near; whole {
			c.Pos = near
		}
		c.Gone = !whole
		return
	}
	switch {
	case head != nil:
		c.Pos, c.Near = head.pos, head.pos
	case base != nil:
		c.Pos, c.Gone, c.Near = base.pos, true, w.head.root.Pos
	default:
		c.Pos, c.Near = w.head.root.Pos, w.head.root.Pos
	}
}

// lines returns the lines of the views that a finding is about, 0 for none. Of a property that came or went, oasdiff knows the
// line of its schema, which may be a component: it is put right.
func (w *wire) lines(f checker.Change, base, head *operation) (headLine, baseLine int) {
	headLine, baseLine = lineOf(f.GetRevisionSource()), lineOf(f.GetBaseSource())
	if r, ok := w.rules[f.GetId()]; !ok || r.Area != checker.AreaSchema || r.Kind != checker.KindExistence {
		return headLine, baseLine
	}
	line := func(view *side, places *places, op *operation, otherwise int) int {
		if op != nil && otherwise > 0 {
			seen := view.byKey[op.key]
			if pos, found := propertyPlace(view, seen, f); found {
				return places.line(pos, seen.pos)
			}
		}
		return otherwise
	}
	return line(w.headView, w.headPlaces, head, headLine), line(w.baseView, w.basePlaces, base, baseLine)
}

func lineOf(s *checker.Source) int {
	if s == nil {
		return 0
	}
	return s.Line
}

func levelOf(l checker.Level) Level {
	switch l {
	case checker.ERR:
		return Breaking
	case checker.WARN:
		return Warning
	}
	return Info
}

// adds reports whether a rule is about something that came into being and that callers can use.
func (w *wire) adds(id string) bool {
	r, ok := w.rules[id]
	if !ok || r.Area == checker.AreaTags || r.Kind != checker.KindExistence && r.Kind != checker.KindValues {
		return false
	}
	return slices.Contains(r.Actions(), metaschema.Action("add"))
}

// signature is what findings in several operations have in common that are one change in the document: the rule and its
// arguments but for the way to the property.
func signature(f checker.Change) string {
	parts := []string{f.GetId()}
	for _, arg := range f.GetArgs() {
		s := fmt.Sprint(arg)
		parts = append(parts, s[strings.LastIndexByte(s, '/')+1:])
	}
	return strings.Join(parts, "\x00")
}
