package sdk

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/runtime/internal/settings"
)

// Outcome is a verdict inside the data, for operations that answer a successful code around a failure. Success, Code and
// Message are where each may stand, the first choice first: paths of member names below the data, or below an element of
// List.
type Outcome struct {
	// List is the way from the data to the elements that have verdicts of their own; its steps are member names and Each.
	// Empty: the data has one verdict.
	List []string
	// Success is a boolean: false is a failure. Without it a code is the verdict: one that is neither null nor empty nor
	// a success of the envelope is a failure. What is no boolean is no verdict and leaves it to the envelope's code.
	Success [][]string
	Code    [][]string // the failure's code, may be empty
	Message [][]string // the failure's text, may be empty
	// Expected says that the document allows neither null nor nothing in place of Success: both are reported as drift.
	Expected bool
}

// Each is the step to every element of a list. One value where a list is expected is a list of one.
const Each = "[]"

// judgeOutcome reads the second verdict, inside the data.
func (x *call) judgeOutcome(o *Outcome) error {
	v := verdicts{call: x, outcome: o}
	for _, paths := range [][][]string{o.Success, o.Code, o.Message} {
		for _, path := range paths {
			if len(path) > 0 && !slices.Contains(v.names, path[0]) {
				v.names = append(v.names, path[0])
			}
		}
	}
	v.members = make([]json.RawMessage, len(v.names))
	v.each(x.answer.data, o.List, x.op.Envelope.Data)
	if len(v.refused) == 0 {
		return nil
	}
	e := x.failed(nil)
	e.Outcome, e.Code, e.Message = true, v.refused[0].Code, v.refused[0].Message
	e.OutcomeUnknown = slices.ContainsFunc(v.refused, func(r runtime.Refusal) bool { return x.isUnknown(r.Code) })
	if len(o.List) == 0 {
		return e
	}
	e.Refused, e.Elements = v.refused, v.elements
	x.answer.refused = e // beside the data, which names what was not refused
	return nil
}

// verdicts are those inside the data of an answer.
type verdicts struct {
	call     *call
	outcome  *Outcome
	elements int // seen so far
	refused  []runtime.Refusal

	// What the paths of a verdict begin with. All of an element is read once, whatever it is asked for.
	names   []string
	members []json.RawMessage
}

// each judges the elements that a way leads to. place is where data stands, for reports.
func (v *verdicts) each(data json.RawMessage, way []string, place string) {
	i := slices.Index(way, Each)
	if i < 0 {
		v.judge(data, place)
		return
	}
	list, place := valueAt(data, way[:i]), join(place, way[:i])
	var d Decoder
	d.Reset(list)
	single := kinds[d.peek()] != array
	if list == nil || !d.Array() {
		return
	}
	for n := 0; d.Elem(); n++ {
		element := place
		if !single {
			element += "[" + strconv.Itoa(n) + "]"
		}
		v.each(d.skip(), way[i+1:], element)
	}
}

// judge judges the data, or an element of it.
func (v *verdicts) judge(data json.RawMessage, place string) {
	o, index := v.outcome, v.elements
	v.elements++
	readMembers(data, v.names, v.members)
	code := v.textAt(data, o.Code)
	failed := code != "" && !v.call.op.Envelope.IsSuccess(code)
	if len(o.Success) > 0 {
		failed = v.isFailure(data, place)
	}
	if failed {
		v.refused = append(v.refused, runtime.Refusal{Index: index, Code: code, Message: v.textAt(data, o.Message)})
	}
}

// isFailure reports whether the first boolean among the places of a verdict is false. When there is none, what stands there
// instead is drift.
func (v *verdicts) isFailure(data json.RawMessage, place string) bool {
	var wrong *settings.Drift
	for _, path := range v.outcome.Success {
		raw := v.at(data, path)
		switch string(bytes.Trim(raw, `"`)) {
		case "true", "1":
			return false
		case "false", "0":
			return true
		}
		var d Decoder
		d.Reset(raw)
		got := kinds[d.peek()]
		switch {
		case wrong != nil, got == object && len(path) == 0: // where the next place may be
		case raw == nil && v.outcome.Expected:
			wrong = &settings.Drift{Path: join(place, path), Want: "boolean", Got: "nothing"}
		case raw != nil && (got != null || v.outcome.Expected):
			wrong = &settings.Drift{Path: join(place, path), Want: "boolean", Got: got.String()}
		}
	}
	if report := v.call.client.settings.Drift; report != nil && wrong != nil {
		report(v.call.op.Name, *wrong)
	}
	return false
}

// textAt returns the first text, or text of another scalar, that is not empty among what stands at the paths.
func (v *verdicts) textAt(data json.RawMessage, paths [][]string) string {
	for _, path := range paths {
		var d Decoder
		d.Reset(v.at(data, path))
		if s := readText(&d); s != "" {
			return s
		}
	}
	return ""
}

// at returns what stands at a path below the data that was read; nil when nothing does.
func (v *verdicts) at(data json.RawMessage, path []string) json.RawMessage {
	if len(path) == 0 {
		return data
	}
	return valueAt(v.members[slices.Index(v.names, path[0])], path[1:])
}

// join is the place of what a path leads to.
func join(place string, path []string) string {
	return strings.Join(append([]string{place}, path...), ".")
}

// valueAt returns what stands at a path of member names; nil when nothing does.
func valueAt(data json.RawMessage, path []string) json.RawMessage {
	for _, name := range path {
		var value [1]json.RawMessage
		readMembers(data, []string{name}, value[:])
		if data = value[0]; data == nil {
			return nil
		}
	}
	return data
}

// readMembers sets values to those of the members of an object with these names; nil where there is none.
func readMembers(object json.RawMessage, names []string, values []json.RawMessage) {
	clear(values)
	var d Decoder
	d.Reset(object)
	if !d.Map() {
		return
	}
	for name, ok := d.Entry(); ok; name, ok = d.Entry() {
		value := d.skip()
		if i := slices.Index(names, name); i >= 0 {
			values[i] = value
		}
	}
	if d.Err() != nil {
		clear(values)
	}
}
