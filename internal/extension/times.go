package extension

import (
	"strings"
	"time"
	_ "time/tzdata" // zones mean the same on every machine that generates

	"github.com/pandapon/pandagen/internal/document"
)

// The forms of times that are numbers.
const (
	UnixMilliseconds = "unix-ms" // 13 digits: since 2001, and until 2286
	UnixSeconds      = "unix-s"  // 10 digits
)

// Times is x-times of the document: how times are written in texts and numbers whose schema does not say it.
type Times struct {
	Forms  []string // UnixMilliseconds, UnixSeconds, and patterns such as yyyy-MM-dd HH:mm:ss
	Zone   string   // of forms that name none: Asia/Shanghai
	Source *Source  // how well it is known
	Pos    document.Position
}

// timeFields are what may stand in a pattern, each with the shape of what stands there in a time: d is a digit.
var timeFields = []struct{ name, shape string }{
	{"yyyy", "dddd"}, {"MM", "dd"}, {"dd", "dd"}, {"HH", "dd"}, {"mm", "dd"}, {"ss", "dd"}, {"SSS", "ddd"}, {"XXX", "+dd:dd"}, {"Z", "+dddd"},
}

// ParseTimes reads x-times.
func ParseTimes(n *document.Node) (*Times, document.Errors) {
	r := reader{extension: "x-times"}
	if n == nil || !r.object(n, "forms", "zone", "x-source") {
		return nil, r.errs
	}
	t := &Times{Zone: r.text(n, "zone"), Pos: n.Pos}
	var errs document.Errors
	t.Source, errs = ParseSource(n.Get("x-source"))
	r.errs = append(r.errs, errs...)
	r.zone(n, t.Zone)
	forms := n.Get("forms")
	if forms == nil || forms.Kind != document.Array || len(forms.Items) == 0 {
		r.errorf(n.Pos, "no forms: list the ways in which times are written, such as [yyyy-MM-dd HH:mm:ss, unix-ms]")
		return nil, r.errs
	}
	shapes := map[string]string{}
	for _, item := range forms.Items {
		shape := r.timeForm(item, t.Zone)
		if shape == "" {
			continue
		}
		if other, twice := shapes[shape]; twice {
			r.errorf(item.Pos, "a text may have the form %q or %q: leave one of them out", clip(item.Text), clip(other))
			continue
		}
		shapes[shape] = item.Text
		t.Forms = append(t.Forms, item.Text)
	}
	if len(r.errs) > 0 {
		return nil, r.errs
	}
	return t, nil
}

func (r *reader) zone(n *document.Node, zone string) {
	if zone == "" {
		return
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
		r.errorf(n.Get("zone").Pos, "zone %q is none of the IANA time zones: write it as Asia/Shanghai", clip(zone))
	}
}

// timeForm checks a form and returns the shape of its texts. Forms of one shape cannot be told apart; a sign of a zone may be taken
// for a hyphen.
func (r *reader) timeForm(n *document.Node, zone string) string {
	switch n.Text {
	case UnixMilliseconds:
		return strings.Repeat("d", 13)
	case UnixSeconds:
		return strings.Repeat("d", 10)
	}
	var shape strings.Builder
	found := map[string]bool{}
	for rest := n.Text; rest != ""; {
		name, fieldShape := timeField(rest)
		switch {
		case name == "":
			r.errorf(n.Pos, "form %q has %q, which means nothing here: write yyyy, MM, dd, HH, mm, ss, SSS, and the zone as Z (+0800) or XXX (+08:00); or unix-ms, or unix-s",
				clip(n.Text), string([]rune(rest)[:1]))
			return ""
		case found[name] && len(fieldShape) > 1:
			r.errorf(n.Pos, "form %q has %s twice", clip(n.Text), name)
			return ""
		}
		found[name] = true
		shape.WriteString(fieldShape)
		rest = rest[len(name):]
	}
	for _, name := range []string{"yyyy", "MM", "dd"} {
		if !found[name] {
			r.errorf(n.Pos, "form %q has no %s: a time needs its date", clip(n.Text), name)
			return ""
		}
	}
	if zone == "" && !found["Z"] && !found["XXX"] {
		r.errorf(n.Pos, "form %q names no zone: declare which one is meant, such as zone: Asia/Shanghai", clip(n.Text))
		return ""
	}
	return strings.ReplaceAll(shape.String(), "-", "+")
}

// timeField returns the field or the character that a pattern begins with and its shape; nothing when it may not stand there.
func timeField(pattern string) (name, shape string) {
	for _, f := range timeFields {
		if strings.HasPrefix(pattern, f.name) {
			return f.name, f.shape
		}
	}
	if strings.IndexByte(" -/.:,T", pattern[0]) >= 0 {
		return pattern[:1], pattern[:1]
	}
	return "", ""
}
