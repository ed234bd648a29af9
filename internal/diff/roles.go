package diff

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/oasdiff/oasdiff/checker"
)

// aboutMessages returns a localizer for webhooks, which are compared with the roles exchanged: what it says about the answer
// with the message's status is about the message, and what it says about the request about the receiver's answer.
func aboutMessages(localize checker.Localizer) checker.Localizer {
	return func(key string, args ...any) string {
		if len(args) == 0 {
			return exchangeRoles(localize(key))
		}
		// The arguments are put in last: what they say is the document's, and stays.
		marks := make([]any, len(args))
		status := -1
		for i, arg := range args {
			if _, isText := arg.(string); !isText {
				return localize(key, args...)
			}
			marks[i] = mark(i)
			if arg == "`"+messageStatus+"`" {
				status = i
			}
		}
		text := exchangeRoles(dropStatus(localize(key, marks...), status))
		for i, arg := range args {
			text = strings.ReplaceAll(text, mark(i), arg.(string))
		}
		return text
	}
}

// mark stands for an argument in a text.
func mark(i int) string { return "\x00" + strconv.Itoa(i) + "\x00" }

// dropStatus removes what a text says about the argument that is the message's status, of which there is one.
func dropStatus(text string, status int) string {
	if status < 0 {
		return text
	}
	m := mark(status)
	for _, phrase := range []string{" for the response status " + m, " for the status " + m, " for status " + m, " with the " + m + " status", " with the status " + m} {
		text = strings.ReplaceAll(text, phrase, "")
	}
	return text
}

var role = regexp.MustCompile(`\b([Rr]equest|[Rr]esponse)\b`)

func exchangeRoles(text string) string {
	return role.ReplaceAllStringFunc(text, func(word string) string {
		switch word {
		case "response":
			return "message"
		case "Response":
			return "Message"
		case "Request":
			return "Answer"
		}
		return "answer"
	})
}
