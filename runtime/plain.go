package runtime

import "reflect"

// Plain returns a deep copy of v in which every [JSON] is zero: what a struct that was read and one that was filled in by hand
// have in common. It is for tests that compare the two:
//
//	if diff := cmp.Diff(want, runtime.Plain(got)); diff != "" { … }
//
// The copy is written as one that was filled in by hand.
func Plain[T any](v T) T {
	out := reflect.New(reflect.TypeFor[T]()).Elem()
	copyPlain(out, reflect.ValueOf(&v).Elem())
	return out.Interface().(T)
}

var typeOfJSON = reflect.TypeFor[JSON]()

// copyPlain copies from, which is not a JSON, to a zero value. Fields that nobody else can set are copied as they are.
func copyPlain(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyPlain(to.Elem(), from.Elem())
		}
	case reflect.Interface:
		if !from.IsNil() {
			inner := reflect.New(from.Elem().Type()).Elem()
			copyPlain(inner, from.Elem())
			to.Set(inner)
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				copyPlain(to.Index(i), from.Index(i))
			}
		}
	case reflect.Map:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeMapWithSize(from.Type(), from.Len()))
		for name, value := range from.Seq2() {
			plain := reflect.New(value.Type()).Elem()
			copyPlain(plain, value)
			to.SetMapIndex(name, plain)
		}
	case reflect.Struct:
		to.Set(from)
		for i := range from.NumField() {
			field := to.Field(i)
			switch {
			case !field.CanSet():
			case field.Type() == typeOfJSON:
				field.SetZero()
			default:
				field.SetZero()
				copyPlain(field, from.Field(i))
			}
		}
	default:
		to.Set(from)
	}
}
