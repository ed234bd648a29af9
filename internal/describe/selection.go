package describe

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
)

// Selection names operations by tag and by id.
type Selection struct{ Tags, Operations []string }

func (s Selection) isEmpty() bool { return len(s.Tags) == 0 && len(s.Operations) == 0 }

// has reports whether the selection names an operation.
func (s Selection) has(op *operation) bool {
	return slices.Contains(s.Operations, op.id) || slices.ContainsFunc(op.tags, func(t string) bool { return slices.Contains(s.Tags, t) })
}

// selects reports whether the options ask for an operation.
func (o Options) selects(op *operation) bool {
	selected := Selection{o.Tags, o.Operations}
	return (selected.isEmpty() || selected.has(op)) && !o.Exclude.has(op)
}

// selectOperations keeps the operations that the options ask for, and reports names that no operation has.
func (d *describer) selectOperations(all []*operation, opts Options) []*operation {
	known := slices.Clone(all)
	for _, hook := range d.webhooks {
		known = append(known, &hook.operation)
	}
	var tags, ids []string
	for _, op := range known {
		ids = append(ids, op.id)
		for _, t := range op.tags {
			if !slices.Contains(tags, t) {
				tags = append(tags, t)
			}
		}
	}
	d.checkNames("tags", "no operation has the tag %s: %s", opts.Tags, tags)
	d.checkNames("operations", "no operation has the id %s: %s", opts.Operations, ids)
	d.checkNames("exclude.tags", "no operation has the tag %s: %s", opts.Exclude.Tags, tags)
	d.checkNames("exclude.operations", "no operation has the id %s: %s", opts.Exclude.Operations, ids)
	if len(known) > 0 && len(d.errs) == 0 && !slices.ContainsFunc(known, opts.selects) {
		d.optionErrorf("exclude", "", "every operation that is selected is excluded too, so that nothing is left: exclude less, or select more")
	}
	return slices.DeleteFunc(slices.Clone(all), func(op *operation) bool { return !opts.selects(op) })
}

// checkNames reports names of an option that are not known.
func (d *describer) checkNames(key, format string, names, known []string) {
	for _, name := range names {
		if !slices.Contains(known, name) {
			advice := extension.Suggest(name, known)
			if advice == extension.CheckSpelling {
				advice = "pandagen spec list --json shows what there is"
			}
			d.optionErrorf(key, name, format, document.Quote(name), advice)
		}
	}
}

// optionErrorf reports what is wrong with an option, where it was written if that is known.
func (d *describer) optionErrorf(key, value, format string, args ...any) {
	pos := d.root.Pos
	if d.place != nil {
		if p := d.place(key, value); p.Line > 0 {
			pos = p
		}
	}
	d.errs = append(d.errs, &document.Error{Pos: pos, Rule: OptionRule, Message: fmt.Sprintf(format, args...)})
}

// checkOverrides reports type overrides of things that the document does not have.
func (d *describer) checkOverrides(overrides map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(overrides)) {
		d.checkOverride(key, overrides[key])
	}
}

// checkOverride reports a type override that names nothing in the document, or no Go type.
func (d *describer) checkOverride(key, typ string) {
	if !extension.IsGoType(typ) {
		d.optionErrorf("types."+key, "", "type override of %s: %s is no Go type: write \"import/path.Type\" or a predeclared type", document.Quote(key), document.Quote(typ))
	}
	if d.schemas().Get(key) != nil {
		return
	}
	name, property := key, ""
	if dot := strings.LastIndexByte(key, '.'); dot > 0 {
		name, property = key[:dot], key[dot+1:]
	}
	schema := d.schemas().Get(name)
	if schema == nil {
		d.optionErrorf("types", key, "type override of %s: no schema component has this name, %s", document.Quote(key), extension.Suggest(name, memberNames(d.schemas())))
		return
	}
	u := d.use(schema, name)
	var properties *document.Node
	if u.node != nil {
		properties = u.node.Get("properties")
	}
	if properties.Get(property) == nil {
		d.optionErrorf("types", key, "type override of %s: the schema has no such property, %s", document.Quote(key), extension.Suggest(property, memberNames(properties)))
	}
}
