package page

import (
	"strings"
	"unicode"
)

// The letters by which languages that are written in Latin letters differ from English.
const (
	vietnameseLetters = "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
	spanishLetters    = "ñ¿¡"
)

// spanishWords are short words that English does not have.
var spanishWords = map[string]bool{"de": true, "del": true, "la": true, "el": true, "los": true, "las": true, "un": true, "una": true, "para": true,
	"por": true, "con": true, "según": true, "y": true, "en": true, "pedido": true, "pedidos": true, "crear": true, "consulta": true, "lista": true, "obtener": true}

// languageOf tells the language of texts of a page: en, zh, vi, es or th; "" when it cannot be told. The first texts count most.
func languageOf(texts []string) string {
	for _, text := range texts {
		if code := LanguageOf(text); code != "" {
			return code
		}
	}
	return ""
}

// LanguageOf tells the language of a text, as Page.Language has it. Latin letters in text of another script are names.
func LanguageOf(text string) string {
	var thai, han, latin, vietnamese, spanish int
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.Is(unicode.Thai, r):
			thai++
		case unicode.Is(unicode.Han, r):
			han++
		case strings.ContainsRune(vietnameseLetters, r):
			vietnamese++
		case strings.ContainsRune(spanishLetters, r):
			spanish++
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	switch {
	case thai > 0 && thai >= han:
		return "th"
	case han > 0:
		return "zh"
	case vietnamese > 0:
		return "vi"
	case spanish > 0 || isSpanish(text):
		return "es"
	case latin > 0:
		return "en"
	}
	return ""
}

func isSpanish(text string) bool {
	hits, all := 0, 0
	for word := range strings.FieldsSeq(strings.ToLower(text)) {
		all++
		if spanishWords[strings.Trim(word, ".,;:()")] {
			hits++
		}
	}
	return hits >= 2 || hits == 1 && all <= 4
}

// prose returns what a page says in its own language, the title first.
func prose(p *Page) []string {
	texts := []string{p.Title, p.Operation.Get("description").StringValue()}
	return append(texts, strings.Join(p.Section, " "))
}
