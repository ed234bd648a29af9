package format

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/pandapon/pandagen/internal/diff"
)

// GitHub prints a report as workflow commands, which GitHub shows at the lines of the head's files. What is gone is shown at
// what surrounded it.
func GitHub(w io.Writer, r *diff.Report, o Options) error {
	b := bufio.NewWriter(w)
	changes := fold(r.Changes)
	for i := range changes {
		c := &changes[i]
		file := c.Near.File
		if o.Path != nil {
			file = o.Path(file)
		}
		command := map[diff.Level]string{diff.Breaking: "error", diff.Warning: "warning", diff.Info: "notice"}[c.Level]
		fmt.Fprintf(b, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", command, property.Replace(file), c.Near.Line, c.Near.Column,
			property.Replace(annotationTitle(c)), message.Replace(annotation(c)))
	}
	if !r.Go.Compared && r.Go.Reason != diff.NotAsked && !r.NotGenerated() {
		fmt.Fprintf(b, "::notice title=%s::%s\n", property.Replace("API: Go not compared"), message.Replace("The generated packages were not compared: "+r.Go.Reason))
	}
	return b.Flush()
}

// The characters that a workflow command would take for its own.
var (
	message  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func annotationTitle(c *diff.Change) string {
	_, section := sectionOf(c)
	if c.Operation == nil {
		return "API: " + section
	}
	return "API: " + section + ", " + c.Operation.Name
}

func annotation(c *diff.Change) string {
	s := sentence(*c)
	if more := also(*c); more != "" {
		s += " (" + more + ")"
	}
	if c.Why != "" {
		s += "\n" + c.Why
	}
	return s
}
