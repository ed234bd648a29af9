// Package jsonvet checks the names of JSON members that programs ask generated structs about.
//
// Each generated struct has a member JSON of type [github.com/pandapon/pandagen/runtime.JSON], whose methods take names as
// they are on the wire. The compiler cannot check these; [Analyzer] holds constant names against the struct's json tags:
//
//	if order.JSON.Has("sucess") { // order.JSON.Has("sucess"): Order has no member "sucess": did you mean "success"?
//
// Has and IsNull are reported for every name that the struct does not document: other members are in JSON.Unknown. Set
// may add members that are not documented, so it is reported only for a name that looks like a misspelled one. Names that
// are not constant are not checked, nor are calls on a JSON that is not selected from a struct.
//
// Command pandagen-vet runs the analyzer:
//
//	go install github.com/pandapon/pandagen/cmd/pandagen-vet@latest
//	go vet -vettool=$(which pandagen-vet) ./...
package jsonvet

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/pandapon/pandagen/internal/spelling"
)

// Analyzer reports names of JSON members that a generated struct does not have.
var Analyzer = &analysis.Analyzer{
	Name: "jsonvet",
	Doc: `check the names of JSON members in calls of Has, IsNull and Set

Each struct that pandagen generates has a member JSON that knows which members were in the JSON text. This analyzer reports
constant names in calls of x.JSON.Has, x.JSON.IsNull and x.JSON.Set that are none of the struct's json tags; for Set, which
may add other members, only those that look like a misspelled tag.`,
	URL:      "https://pkg.go.dev/github.com/pandapon/pandagen/runtime/jsonvet",
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run:      run,
}

const runtimePath = "github.com/pandapon/pandagen/runtime"

func run(pass *analysis.Pass) (any, error) {
	calls := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	calls.Preorder([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node) { check(pass, n.(*ast.CallExpr)) })
	return nil, nil
}

// check reports a call x.JSON.Has, x.JSON.IsNull or x.JSON.Set with a name that is wrong.
func check(pass *analysis.Pass, call *ast.CallExpr) {
	method, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 || !isJSONMethod(pass.TypesInfo, method) {
		return
	}
	owner := ownerOf(pass.TypesInfo, method.X)
	arg := call.Args[0]
	value := pass.TypesInfo.Types[arg].Value
	if owner == nil || value == nil || value.Kind() != constant.String {
		return
	}
	name, known := constant.StringVal(value), memberNames(owner)
	if len(known) == 0 || slices.Contains(known, name) {
		return
	}
	near := spelling.Nearest(name, known)
	if method.Sel.Name == "Set" && !isMisspelled(name, near) {
		return
	}
	report(pass, method, arg, name, near, owner)
}

// isMisspelled reports whether a name that may be another member's is surely a misspelling of near. Short names are near
// to each other by chance.
func isMisspelled(name, near string) bool {
	return near != "" && (len(name) > 4 || strings.EqualFold(name, near))
}

func report(pass *analysis.Pass, method *ast.SelectorExpr, arg ast.Expr, name, near string, owner types.Type) {
	d := analysis.Diagnostic{
		Pos: arg.Pos(), End: arg.End(),
		Message: fmt.Sprintf("%s(%q): %s has no member %q", types.ExprString(method), name, typeName(owner), name),
	}
	if near == "" {
		d.Message += ": members that are not documented are in JSON.Unknown"
		pass.Report(d)
		return
	}
	d.Message += fmt.Sprintf(": did you mean %q?", near)
	if _, ok := ast.Unparen(arg).(*ast.BasicLit); ok {
		d.SuggestedFixes = []analysis.SuggestedFix{{
			Message:   fmt.Sprintf("Replace %q by %q", name, near),
			TextEdits: []analysis.TextEdit{{Pos: arg.Pos(), End: arg.End(), NewText: []byte(strconv.Quote(near))}},
		}}
	}
	pass.Report(d)
}

// isJSONMethod reports whether a selector is a method of runtime.JSON that takes the name of a documented member.
func isJSONMethod(info *types.Info, method *ast.SelectorExpr) bool {
	switch method.Sel.Name {
	case "Has", "IsNull", "Set":
	default:
		return false
	}
	f, ok := info.Uses[method.Sel].(*types.Func)
	if !ok {
		return false
	}
	recv := f.Signature().Recv()
	return recv != nil && isJSON(recv.Type())
}

// isJSON reports whether t is runtime.JSON or a pointer to it.
func isJSON(t types.Type) bool {
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok {
		return false
	}
	obj := named.Obj()
	return obj.Name() == "JSON" && obj.Pkg() != nil && obj.Pkg().Path() == runtimePath
}

// ownerOf returns the struct type whose own field JSON an expression x.JSON selects, or nil if it is another expression.
// If x embeds the struct that has the field, the owner is the embedded one.
func ownerOf(info *types.Info, x ast.Expr) types.Type {
	if address, ok := ast.Unparen(x).(*ast.UnaryExpr); ok { // (&x.JSON).Set
		x = address.X
	}
	field, ok := ast.Unparen(x).(*ast.SelectorExpr)
	if !ok || field.Sel.Name != "JSON" {
		return nil
	}
	selection := info.Selections[field]
	if selection == nil || selection.Kind() != types.FieldVal || !isJSON(selection.Type()) {
		return nil
	}
	owner := deref(selection.Recv())
	path := selection.Index()
	for _, i := range path[:len(path)-1] {
		owner = deref(owner.Underlying().(*types.Struct).Field(i).Type())
	}
	return owner
}

// memberNames returns the names in a struct's json tags, with those of embedded structs.
func memberNames(t types.Type) []string {
	var names []string
	var seen []types.Type // a struct may embed a pointer to itself
	var add func(types.Type)
	add = func(t types.Type) {
		s, ok := t.Underlying().(*types.Struct)
		if !ok || slices.Contains(seen, t) {
			return
		}
		seen = append(seen, t)
		for i := range s.NumFields() {
			field := s.Field(i)
			name, _, _ := strings.Cut(reflect.StructTag(s.Tag(i)).Get("json"), ",")
			switch {
			case name == "" && field.Embedded():
				add(deref(field.Type()))
			case name != "" && name != "-":
				names = append(names, name)
			}
		}
	}
	add(t)
	return names
}

// deref returns what a pointer points to, or t itself if it is not a pointer.
func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// typeName returns the name of a struct type, without package and type arguments.
func typeName(t types.Type) string {
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return named.Obj().Name()
	}
	return "the struct"
}
