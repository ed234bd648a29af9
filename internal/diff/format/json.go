package format

import (
	"encoding/json"
	"io"

	"github.com/pandapon/pandagen/internal/diff"
)

// jsonReport is what JSON prints. Members are added over time, and none is renamed.
type jsonReport struct {
	Base    string       `json:"base"`
	Head    string       `json:"head"`
	Bump    diff.Bump    `json:"bump"` // major, minor, patch or none
	Summary jsonSummary  `json:"summary"`
	Go      jsonGo       `json:"go"`
	Changes []jsonChange `json:"changes"` // signatures first, then by level, operation and place
}

type jsonSummary struct {
	Signature int `json:"signature"` // of the breaking ones
	Breaking  int `json:"breaking"`
	Warning   int `json:"warning"`
	Info      int `json:"info"`
}

type jsonGo struct {
	Compared bool   `json:"compared"`
	Reason   string `json:"reason,omitempty"` // why not
}

type jsonChange struct {
	ID        string          `json:"id"`
	Kind      diff.Kind       `json:"kind"`  // wire, contract or go
	Level     diff.Level      `json:"level"` // breaking, warning or info
	Signature bool            `json:"signature,omitempty"`
	Operation *jsonOperation  `json:"operation"` // null: the document or package as a whole
	Also      []jsonOperation `json:"also,omitempty"`
	Symbol    string          `json:"symbol,omitempty"`
	Text      string          `json:"text"`
	Why       string          `json:"why,omitempty"`
	Note      string          `json:"note,omitempty"`
	File      string          `json:"file"`
	Line      int             `json:"line"`
	Column    int             `json:"column"`
	Side      string          `json:"side"` // head, or base when what changed is gone
}

type jsonOperation struct {
	ID      string `json:"id,omitempty"`
	Name    string `json:"name"`
	Request string `json:"request"`
}

// JSON prints a report for programs.
func JSON(w io.Writer, r *diff.Report, _ Options) error {
	out := jsonReport{
		Base: r.Base, Head: r.Head, Bump: r.Bump, Go: jsonGo{r.Go.Compared, r.Go.Reason}, Changes: make([]jsonChange, len(r.Changes)),
		Summary: jsonSummary{Breaking: r.Count(diff.Breaking), Warning: r.Count(diff.Warning), Info: r.Count(diff.Info)},
	}
	for i := range r.Changes {
		out.Changes[i] = toJSON(&r.Changes[i])
		if r.Changes[i].Signature {
			out.Summary.Signature++
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func toJSON(c *diff.Change) jsonChange {
	out := jsonChange{
		ID: c.ID, Kind: c.Kind, Level: c.Level, Signature: c.Signature, Symbol: c.Symbol, Text: c.Text, Why: c.Why, Note: c.Note,
		File: c.Pos.File, Line: c.Pos.Line, Column: c.Pos.Column, Side: "head",
	}
	if c.Gone {
		out.Side = "base"
	}
	if c.Operation != nil {
		out.Operation = new(jsonOperation(*c.Operation))
	}
	for _, op := range c.Also {
		out.Also = append(out.Also, jsonOperation(*op))
	}
	return out
}
