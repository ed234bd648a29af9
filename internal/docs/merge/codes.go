package merge

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// successCodes returns the codes that mean success, and those in the examples of answers about which that is not known. A code that is
// taken for success by mistake makes a failure look like a result, so that an example has to show it: by its data, or where none
// has any, by a code that everybody uses. Without examples these are 0 and 200.
func successCodes(pages []*page.Page, envelope *document.Node) (success *document.Node, others []string) {
	var shown, usual, all []*document.Node
	add := func(list *[]*document.Node, code *document.Node) {
		if !slices.ContainsFunc(*list, func(n *document.Node) bool { return n.Text == code.Text }) {
			*list = append(*list, &document.Node{Kind: code.Kind, Text: code.Text})
		}
	}
	for _, e := range answerExamples(pages) {
		code := e.value.Get(envelope.Get("code").Literal())
		if code == nil || isPlaceholder(e.value) || code.Kind != document.Number && (code.Kind != document.String || code.Text == "") {
			continue
		}
		add(&all, code)
		said := e.name + " " + e.value.Get(envelope.Get("message").Literal()).Literal()
		switch {
		case failureWords.MatchString(said):
		case hasValue(e.value.Get(envelope.Get("data").Literal())):
			add(&shown, code)
		case usualCode.MatchString(code.Text):
			add(&usual, code)
		}
	}
	success = &document.Node{Kind: document.Array, Items: shown}
	if len(success.Items) == 0 {
		success.Items = usual
	}
	if len(success.Items) == 0 {
		success.Items = []*document.Node{{Kind: document.Number, Text: "0"}, {Kind: document.Number, Text: "200"}}
	}
	for _, code := range all {
		if !slices.Contains(texts(success), code.Text) {
			others = append(others, code.Text)
		}
	}
	return success, others
}

// answerExample is an example of an answer that has the status of success.
type answerExample struct {
	name  string // with what is said about it
	value *document.Node
}

func answerExamples(pages []*page.Page) []answerExample {
	var list []answerExample
	for _, p := range pages {
		answer := success(p.Operation)
		if answer == nil {
			continue
		}
		for _, media := range answer.Value.Get("content").AllMembers() {
			if example := media.Value.Get("example"); example != nil {
				list = append(list, answerExample{"", example})
			}
			for _, m := range media.Value.Get("examples").AllMembers() {
				said := []string{m.Name, m.Value.Get("summary").Literal(), m.Value.Get("description").Literal()}
				list = append(list, answerExample{strings.Join(said, " "), m.Value.Get("value")})
			}
		}
	}
	return list
}

// hasValue tells whether there is something in a value.
func hasValue(n *document.Node) bool {
	if n == nil {
		return false
	}
	switch n.Kind {
	case document.Object, document.Array:
		return len(n.Members)+len(n.Items) > 0
	case document.String:
		return strings.TrimSpace(n.Text) != ""
	}
	return n.Text == "true" || n.Kind == document.Number && strings.Trim(n.Text, "-0.") != ""
}

// usualCode are codes of success that people use.
var usualCode = regexp.MustCompile(`(?i)^(?:0+|200|20000|ok|success|succeed(?:ed)?)$`)

// failureWords are words about an answer that is a failure, in the languages of pages.
var failureWords = regexp.MustCompile(`(?i)\b(?:fail\w*|err(?:or)?s?\b|invalid|illegal|denied|refused|reject\w*|unauthori[sz]ed|forbidden|not found|no such|missing|expired|` +
	`exceed\w*|insufficient|already|exists?\b|wrong|unable|cannot|timed? ?out|limit\w*|inv[aá]lid\w*|fall[oó]\w*|denegad\w*|insuficiente|lỗi|thất bại|không)|` +
	`失败|错误|异常|无效|非法|不存在|不足|拒绝|超时|过期|缺少|已存在|未登录|无权|ล้มเหลว|ผิดพลาด`)
