package describe

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/generator/document"
	"github.com/pandapon/pandagen/generator/extension"
)

// selectOperations keeps the operations that the options name.
func (d *describer) selectOperations(all []*operation, opts Options) []*operation {
	if len(opts.Tags) == 0 && len(opts.Operations) == 0 {
		return all
	}
	tags, ids := map[string]bool{}, map[string]bool{}
	var knownTags, knownIDs []string
	known := slices.Clone(all)
	for _, hook := range d.webhooks {
		known = append(known, &hook.operation)
	}
	for _, op := range known {
		knownIDs = append(knownIDs, op.id)
		ids[op.id] = true
		for _, t := range op.tags {
			if !tags[t] {
				tags[t] = true
				knownTags = append(knownTags, t)
			}
		}
	}
	for _, t := range opts.Tags {
		if !tags[t] {
			d.errorf(d.root.Pos, "selection", "no operation has the tag %s: %s", quote(t), extension.Suggest(t, knownTags))
		}
	}
	for _, id := range opts.Operations {
		if !ids[id] {
			d.errorf(d.root.Pos, "selection", "no operation has the id %s: %s", quote(id), extension.Suggest(id, knownIDs))
		}
	}
	wantedTags, wantedIDs := set(opts.Tags...), set(opts.Operations...)
	return slices.DeleteFunc(slices.Clone(all), func(op *operation) bool {
		return !wantedIDs[op.id] && !slices.ContainsFunc(op.tags, func(t string) bool { return wantedTags[t] })
	})
}

// checkOverride reports a type override that names nothing in the document, or no Go type.
func (d *describer) checkOverride(key, typ string) {
	if !extension.IsGoType(typ) {
		d.errorf(d.root.Pos, "selection", "type override of %s: %s is no Go type: write \"import/path.Type\" or a predeclared type", quote(key), quote(typ))
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
		d.errorf(d.root.Pos, "selection", "type override of %s: no schema component has this name, %s", quote(key), extension.Suggest(name, memberNames(d.schemas())))
		return
	}
	u := d.use(schema, name)
	var properties *document.Node
	if u.node != nil {
		properties = u.node.Get("properties")
	}
	if properties.Get(property) == nil {
		d.errorf(d.root.Pos, "selection", "type override of %s: the schema has no such property, %s", quote(key), extension.Suggest(property, memberNames(properties)))
	}
}
