package describe

import (
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/extension"
	"github.com/pandapon/pandagen/internal/goname"
)

// nameOperations puts operations into services, which it makes, and names their methods.
func (d *describer) nameOperations() {
	services := map[string]*api.Service{}
	firsts := map[string]document.Position{} // where a service or method was first said
	groups := map[string]string{}            // the way to a service, by its name
	files := map[string]bool{}
	for _, op := range d.operations {
		d.placeOperation(op)
		way := strings.Join(op.service, ".")
		name := strings.Join(op.service, "")
		s := services[way]
		if s == nil {
			if other, ok := groups[name]; ok {
				d.errorf(op.namePos, "go-name", "services %s and %s have one Go name, %s: rename one of them with x-go: {service: …}", way, other, name)
			}
			if reservedServices[op.service[0]] || reservedServices[name] {
				d.errorf(op.namePos, "go-name", "the generated packages have a %s of their own: give the service another name with x-go: {service: …}", name)
			}
			s = &api.Service{Path: op.service, Name: name, Doc: d.tagDoc(op)}
			s.File = d.suffixes.unique(snake(op.service...), func(f string) bool { return files[f] })
			files[s.File] = true
			services[way], groups[name] = s, way
			d.api.Services = append(d.api.Services, s)
			s.Group = d.group(op.service)
			s.Group.Service = s
		}
		method := way + "." + op.name
		if first, ok := firsts[method]; ok {
			d.errorf(op.namePos, "go-name", "the method %s is taken by the operation at %s: give one of them x-go: {method: …}", method, first)
		}
		firsts[method] = op.namePos
		op.api = &api.Operation{ID: oneLine(op.id), Service: s, Name: op.name, HTTPMethod: op.method, Path: op.path, Pos: op.pos}
		s.Operations = append(s.Operations, op.api)
	}
	for _, op := range d.operations {
		for i := 1; i < len(op.service); i++ {
			method := strings.Join(op.service[:i+1], ".")
			if first, ok := firsts[method]; ok {
				d.errorf(first, "go-name", "%s is both a method and the way to the service %s: rename one of them with x-go", method, strings.Join(op.service, "."))
			}
		}
	}
}

// group returns the step that a path ends with, and adds the steps that lead there.
func (d *describer) group(path []string) *api.Group {
	var at *api.Group
	steps := &d.api.Groups
	for i, name := range path {
		next := slices.IndexFunc(*steps, func(g *api.Group) bool { return g.Name == name })
		if next < 0 {
			next = len(*steps)
			g := &api.Group{Name: name, Path: slices.Clone(path[:i+1]), Type: strings.Join(path[:i+1], "") + "Service"}
			*steps = append(*steps, g)
			d.serviceTypes[g.Type] = true
		}
		at = (*steps)[next]
		steps = &at.Groups
	}
	return at
}

// placeOperation decides service and method of an operation: what x-go says, or its first tag and its id.
func (d *describer) placeOperation(op *operation) {
	g, errs := extension.ParseGoOperation(op.node.Get("x-go"))
	d.errs = append(d.errs, errs...)
	if g != nil {
		op.service, op.name, op.namePos = g.Service, g.Method, op.node.Get("x-go").Pos
	}
	if len(op.service) == 0 && len(op.tags) > 0 {
		for part := range strings.SplitSeq(op.tags[0], "/") {
			if name := goname.From(part); name != "" {
				op.service = append(op.service, name)
			}
		}
	}
	if len(op.service) == 0 {
		for segment := range strings.SplitSeq(op.path, "/") {
			if name := goname.From(segment); name != "" && !strings.HasPrefix(segment, "{") {
				op.service = []string{name}
				break
			}
		}
	}
	if len(op.service) == 0 {
		op.service = []string{"Default"}
	}
	if declared := g != nil && len(g.Service) > 0; !declared && len(op.service) == 1 && reservedServices[op.service[0]] {
		op.service[0] += "API"
	}
	if op.name == "" {
		op.name = goname.From(op.id)
	}
	if op.name == "" {
		d.errorf(op.pos, "go-name", "nothing of the operation id %s can stand in a Go name: give the operation x-go: {method: …}", document.Quote(op.id))
		op.name = "X"
	}
}

// tagDoc is the description of the operation's first tag.
func (d *describer) tagDoc(op *operation) api.Doc {
	tags := d.root.Get("tags")
	if tags == nil || len(op.tags) == 0 {
		return nil
	}
	for _, t := range tags.Items {
		if t.Get("name").StringValue() == op.tags[0] {
			return docText(t.Get("description").StringValue(), false)
		}
	}
	return nil
}

// sharedFile holds the types that more than one service reaches.
const sharedFile = "shared"

// The files of declared types.
const (
	idsFile   = "ids"
	unitsFile = "units"
)

// assignFiles puts each type into the file of the service that reaches it, and into the shared one when several do.
func assignFiles(services []*api.Service, types []*api.Type) {
	var visit func(t *api.Type, file string)
	visit = func(t *api.Type, file string) {
		switch t.File {
		case file, sharedFile, idsFile, unitsFile:
			return
		case "":
			t.File = file
		default:
			t.File = sharedFile
		}
		for _, f := range t.Fields {
			if n := namedIn(&f.Ref); n != nil {
				visit(n, file)
			}
		}
	}
	for _, s := range services {
		for _, op := range s.Operations {
			if op.Request != nil {
				visit(op.Request, s.File)
			}
			if op.Data != nil {
				if n := namedIn(op.Data); n != nil {
					visit(n, s.File)
				}
			}
		}
	}
}

// namedIn returns the named type in a use of a type: T of []T.
func namedIn(r *api.Ref) *api.Type {
	for r.Elem != nil {
		r = r.Elem
	}
	return r.Type
}
