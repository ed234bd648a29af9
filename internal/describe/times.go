package describe

import (
	"strings"

	"github.com/pandapon/pandagen/internal/api"
	"github.com/pandapon/pandagen/internal/extension"
)

// parseTime is the function that reads times.
const parseTime = "ParseTime"

// declareTimes reads how the document's times are written.
func (d *describer) declareTimes() {
	t, errs := extension.ParseTimes(d.root.Get("x-times"))
	d.errs = append(d.errs, errs...)
	if t == nil {
		return
	}
	d.serviceTypes[parseTime] = true
	text := parseTime + " reads a time in any of the forms in which it is written:\n\n"
	for _, form := range t.Forms {
		switch form {
		case extension.UnixMilliseconds:
			form = "milliseconds since 1970, 13 digits"
		case extension.UnixSeconds:
			form = "seconds since 1970, 10 digits"
		}
		text += "- " + form + "\n"
	}
	if t.Zone != "" {
		text += "\nA time without a zone is one of " + t.Zone + ", which is also the location of what is returned. One that the clocks there never showed, or showed twice, is an error."
	}
	if t.Source != nil {
		if more := evidenceNote(t.Source.Evidence, t.Source.Note); len(more) > 0 {
			text += "\n\n" + strings.Join(more, " ")
		}
	}
	d.api.Times = &api.Times{Forms: t.Forms, Zone: t.Zone, Doc: docText(text, false)}
}
