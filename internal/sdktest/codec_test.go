// Package sdktest tests the committed SDK as a whole: its codecs against encoding/json, its client against its server.
package sdktest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pandapon/pandagen/runtime/sdk"

	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/gen/pandaponv2"
	"github.com/pandapon/pandagen/runtime"
)

// value is what every generated struct is.
type value interface {
	sdk.JSONDecoder
	sdk.JSONEncoder
	json.Marshaler
	json.Unmarshaler
}

var valueType = reflect.TypeFor[value]()

// sdkTypes returns every generated struct with a codec that can be reached from the clients' methods.
func sdkTypes() []reflect.Type {
	first, second := reflect.TypeFor[pandapon.Client](), reflect.TypeFor[pandaponv2.Client]()
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(t reflect.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			visit(t.Elem())
		case reflect.Struct:
			for i := range t.NumField() {
				if f := t.Field(i); f.IsExported() {
					visit(f.Type)
				}
			}
		case reflect.Func:
			for i := range t.NumIn() {
				visit(t.In(i))
			}
			for i := range t.NumOut() {
				visit(t.Out(i))
			}
		}
		if t.PkgPath() == first.PkgPath() || t.PkgPath() == second.PkgPath() {
			for p, i := reflect.PointerTo(t), 0; i < p.NumMethod(); i++ {
				visit(p.Method(i).Type)
			}
		}
	}
	visit(first)
	visit(second)
	var types []reflect.Type
	for t := range seen {
		if t.Kind() == reflect.Struct && reflect.PointerTo(t).Implements(valueType) {
			types = append(types, t)
		}
	}
	slices.SortFunc(types, func(a, b reflect.Type) int { return strings.Compare(a.String(), b.String()) })
	return types
}

// forEach runs a property on random values of every type.
func forEach(t *testing.T, property func(t *testing.T, r *rand.Rand, v value)) {
	types := sdkTypes()
	if len(types) < 10 {
		t.Fatalf("found only %d types: %v", len(types), types)
	}
	for _, typ := range types {
		t.Run(typ.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, uint64(len(typ.Name()))))
			for range 50 {
				v := reflect.New(typ)
				fill(r, v.Elem(), 4)
				property(t, r, v.Interface().(value))
				if t.Failed() {
					return
				}
			}
		})
	}
}

// fill sets v to a random value.
func fill(r *rand.Rand, v reflect.Value, depth int) {
	switch v.Type() {
	case reflect.TypeFor[pandapon.Yuan]():
		v.SetString([]string{"0", "19.90", "-0.10", "12345678901234567890.123456789"}[r.IntN(4)]) // which is a number and a text
		return
	case reflect.TypeFor[runtime.Decimal]():
		v.SetString([]string{"", "0", "19.90", "-0.10", "1e3", "12345678901234567890.123456789"}[r.IntN(6)])
		return
	case reflect.TypeFor[json.RawMessage]():
		v.SetBytes([]byte([]string{`{"a":[1.0,null]}`, `"x"`, `12345678901234567890`, `[]`, `true`}[r.IntN(5)]))
		return
	case reflect.TypeFor[runtime.JSON]():
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text(r))
		if isID(v.Type()) {
			v.SetString(strconv.FormatUint(r.Uint64(), 10)) // which is a number and a text
		}
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int64:
		v.SetInt([]int64{0, 1, -1, 2059624776425880794, math.MaxInt64, math.MinInt64, r.Int64()}[r.IntN(7)])
	case reflect.Float64:
		v.SetFloat([]float64{0, 1, -1.5, 1e21, 1e-7, r.Float64(), 2542285634920880794}[r.IntN(7)])
	case reflect.Pointer:
		if depth > 0 && r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem(), depth-1)
		}
	case reflect.Slice:
		if depth > 0 && r.IntN(4) > 0 {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(3), 3))
			for i := range v.Len() {
				fill(r, v.Index(i), depth-1)
			}
		}
	case reflect.Map:
		if depth > 0 && r.IntN(4) > 0 {
			v.Set(reflect.MakeMap(v.Type()))
			for range r.IntN(3) {
				elem := reflect.New(v.Type().Elem()).Elem()
				fill(r, elem, depth-1)
				v.SetMapIndex(reflect.ValueOf(text(r)), elem)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i), depth-1)
		}
	default:
		panic(fmt.Sprintf("no random %v", v.Type()))
	}
}

func text(r *rand.Rand) string {
	alphabet := []rune("abcXYZ019 _-/\\\"'<>&\n\r\t\b\f\u0000\u001f\u007f\u2028é中文😀")
	var b strings.Builder
	for range r.IntN(12) {
		b.WriteRune(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

// isID reports whether a type is one of the ids that the document declares.
func isID(t reflect.Type) bool {
	return t.PkgPath() != "" && t.Kind() == reflect.String && strings.HasSuffix(t.Name(), "ID")
}

// plainType returns a type like t without the generated methods: what encoding/json makes of t by itself.
func plainType(t reflect.Type) reflect.Type {
	switch t {
	case reflect.TypeFor[runtime.Decimal](), reflect.TypeFor[pandapon.Yuan]():
		return reflect.TypeFor[json.Number]()
	case reflect.TypeFor[json.RawMessage]():
		return t
	}
	if isID(t) || t == reflect.TypeFor[pandapon.Fen]() {
		return reflect.TypeFor[json.Number]()
	}
	switch t.Kind() {
	case reflect.String:
		return reflect.TypeFor[string]()
	case reflect.Int64:
		return reflect.TypeFor[int64]()
	case reflect.Pointer:
		return reflect.PointerTo(plainType(t.Elem()))
	case reflect.Slice:
		return reflect.SliceOf(plainType(t.Elem()))
	case reflect.Map:
		return reflect.MapOf(t.Key(), plainType(t.Elem()))
	case reflect.Struct:
		var fields []reflect.StructField
		for i := range t.NumField() {
			f := t.Field(i)
			fields = append(fields, reflect.StructField{Name: f.Name, Type: plainField(f), Tag: f.Tag})
		}
		return reflect.StructOf(fields)
	}
	return t
}

func plainField(f reflect.StructField) reflect.Type {
	if f.Tag.Get("json") == "-" {
		return f.Type
	}
	return plainType(f.Type)
}

// plain converts a generated value to its plain type.
func plain(v reflect.Value, t reflect.Type) reflect.Value {
	out := reflect.New(t).Elem()
	switch {
	case v.Type() == t:
		out.Set(v)
	case v.Type() == reflect.TypeFor[pandapon.Fen]():
		out.SetString(strconv.FormatInt(v.Int(), 10))
	case t.Kind() == reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(t.Elem()))
			out.Elem().Set(plain(v.Elem(), t.Elem()))
		}
	case t.Kind() == reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(t, v.Len(), v.Len()))
			for i := range v.Len() {
				out.Index(i).Set(plain(v.Index(i), t.Elem()))
			}
		}
	case t.Kind() == reflect.Map:
		if !v.IsNil() {
			out.Set(reflect.MakeMap(t))
			for k, e := range v.Seq2() {
				out.SetMapIndex(k, plain(e, t.Elem()))
			}
		}
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			out.Field(i).Set(plain(v.Field(i), t.Field(i).Type))
		}
	default:
		out.Set(v.Convert(t))
	}
	return out
}

// tree is JSON with numbers as text.
func tree(t *testing.T, data []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var x any
	if err := d.Decode(&x); err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	return x
}

// treeOfText is the tree of JSON in a string, or the string.
func treeOfText(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var x any
	if d.Decode(&x) != nil {
		return text
	}
	return x
}

// same compares trees: numbers by value, and JSON in a string with the value itself. Where zero is true, an object in which all
// is zero is the same as null and as none, an empty text as the null that is sent in its place, and null as the empty list or map.
func same(got, want any, zero bool) bool {
	if text, ok := got.(string); ok {
		if _, isText := want.(string); !isText {
			got = treeOfText(text)
		}
	}
	switch w := want.(type) {
	case json.Number:
		g, ok := got.(json.Number)
		if !ok {
			return false
		}
		cmp, err := runtime.Decimal(g).Cmp(runtime.Decimal(w))
		return err == nil && cmp == 0
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return zero && got == nil && isZero(want)
		}
		for name, value := range w {
			if other, has := g[name]; !has && !(zero && isZero(value)) || has && !same(other, value, zero) {
				return false
			}
		}
		for name := range g {
			if _, has := w[name]; !has {
				return false
			}
		}
		return true
	case []any:
		g, ok := got.([]any)
		return ok && slices.EqualFunc(g, w, func(a, b any) bool { return same(a, b, zero) })
	case string:
		return got == w || zero && got == nil && w == ""
	case nil:
		return got == nil || zero && (reflect.DeepEqual(got, []any{}) || reflect.DeepEqual(got, map[string]any{}))
	}
	return got == want
}

// isZero reports whether there is no value in a tree of objects.
func isZero(x any) bool {
	switch x := x.(type) {
	case map[string]any:
		for _, value := range x {
			if !isZero(value) {
				return false
			}
		}
		return true
	case []any:
		return len(x) == 0
	case json.Number:
		return x == "0"
	}
	return x == nil || x == "" || x == false
}

func TestEncodesAsEncodingJSON(t *testing.T) {
	forEach(t, func(t *testing.T, _ *rand.Rand, v value) {
		got, err := sdk.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		x := reflect.ValueOf(v).Elem()
		want, err := json.Marshal(plain(x, plainType(x.Type())).Interface())
		if err != nil {
			t.Fatal(err)
		}
		if !same(tree(t, got), tree(t, want), true) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

// unwrap replaces strings by the JSON in them where a plain type holds an object or a list.
func unwrap(x any, typ reflect.Type) any {
	if typ == reflect.TypeFor[json.RawMessage]() {
		return x
	}
	kind := typ.Kind()
	if kind == reflect.Pointer {
		return unwrap(x, typ.Elem())
	}
	if text, ok := x.(string); ok && (kind == reflect.Struct || kind == reflect.Slice || kind == reflect.Map) {
		x = treeOfText(text)
	}
	switch x := x.(type) {
	case []any:
		for i := range x {
			x[i] = unwrap(x[i], typ.Elem())
		}
	case map[string]any:
		switch kind {
		case reflect.Map:
			for name := range x {
				x[name] = unwrap(x[name], typ.Elem())
			}
		case reflect.Struct:
			for i := range typ.NumField() {
				name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
				if v, ok := x[name]; ok {
					x[name] = unwrap(v, typ.Field(i).Type)
				}
			}
		}
	}
	return x
}

func TestDecodesAsEncodingJSON(t *testing.T) {
	forEach(t, func(t *testing.T, _ *rand.Rand, v value) {
		data, err := sdk.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		typ := reflect.TypeOf(v).Elem()
		decoded := reflect.New(typ)
		if err := sdk.Unmarshal(data, decoded.Interface().(value)); err != nil {
			t.Fatalf("%v: %s", err, data)
		}
		want := reflect.New(plainType(typ))
		// encoding/json does not look into strings for JSON.
		unwrapped, err := json.Marshal(unwrap(tree(t, data), want.Elem().Type()))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(unwrapped, want.Interface()); err != nil {
			t.Fatalf("%v: %s", err, unwrapped)
		}
		got := plain(decoded.Elem(), plainType(typ)).Interface()
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want.Elem().Interface())
		if !same(tree(t, a), tree(t, b), true) {
			t.Errorf("%s\ngot  %s\nwant %s", data, a, b)
		}
	})
}

func TestDecodingAndEncodingLosesNothing(t *testing.T) {
	forEach(t, func(t *testing.T, r *rand.Rand, v value) {
		first, err := sdk.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		// Documented values with the kinds that the platform mixes up, and members that nobody has described.
		documented := tree(t, first)
		disturbed, err := json.Marshal(disturb(r, reflect.TypeOf(v).Elem(), documented.(map[string]any)))
		if err != nil {
			t.Fatal(err)
		}
		again := reflect.New(reflect.TypeOf(v).Elem()).Interface().(value)
		if err := sdk.Unmarshal(disturbed, again); err != nil {
			t.Fatalf("%v: %s", err, disturbed)
		}
		second, err := sdk.Marshal(again)
		if err != nil {
			t.Fatal(err)
		}
		if !same(withoutUnknown(tree(t, second)), documented, false) {
			t.Errorf("sent     %s\nreceived %s\nlost in  %s", first, disturbed, second)
		}
		if n := bytes.Count(second, []byte(unknownName)); n != bytes.Count(disturbed, []byte(unknownName)) {
			t.Errorf("%d unknown members left in %s of %s", n, second, disturbed)
		}
	})
}

// TestNothingIsLeftOfWhatWasThereBefore holds it for members that come twice and for structs that are used again.
func TestNothingIsLeftOfWhatWasThereBefore(t *testing.T) {
	var order pandapon.AlibabaOrder
	const twice = `{"baseInfo":{"id":1,"new":2},"fromEncryptOrder":true,"baseInfo":{"status":"waitbuyerpay"},"productItems":[{}],"productItems":[{"name":"x"}]}`
	const want = `{"productItems":[{"name":"x"}],"baseInfo":{"status":"waitbuyerpay"},"fromEncryptOrder":true}`
	for range 2 {
		if err := order.UnmarshalJSON([]byte(twice)); err != nil || order.String() != want {
			t.Errorf("%v, %v; want %s", order, err, want)
		}
	}
	order = pandapon.AlibabaOrder{FromEncryptOrder: true, BaseInfo: pandapon.AlibabaOrderBaseInfo{ID: "7"}}
	if err := order.UnmarshalJSON([]byte(`{"baseInfo":{"status":"x"}}`)); err != nil || order.String() != `{"baseInfo":{"status":"x"}}` {
		t.Errorf("a struct that was filled in by hand became %v, %v", order, err)
	}
}

const unknownName = "notInTheDocument"

// disturb quotes numbers and adds a member that nobody has described.
func disturb(r *rand.Rand, typ reflect.Type, members map[string]any) map[string]any {
	members = maps.Clone(members)
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		number, isNumber := members[name].(json.Number)
		if isNumber && f.Type != reflect.TypeFor[json.RawMessage]() && r.IntN(2) == 0 {
			members[name] = string(number)
		}
	}
	members[unknownName] = json.Number(strconv.FormatUint(r.Uint64(), 10) + ".50")
	return members
}

func withoutUnknown(x any) any {
	if m, ok := x.(map[string]any); ok {
		delete(m, unknownName)
	}
	return x
}
