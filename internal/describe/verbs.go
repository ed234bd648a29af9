package describe

import (
	"slices"
	"strings"
)

// verbs are what operations do, as the first words of summaries say it: "Create an order".
var verbs = strings.Fields(`
	accept activate add apply approve archive assign attach authorize begin block book calculate cancel change check clear close
	complete compute confirm convert copy count create deactivate delete detach disable download edit enable end estimate
	exchange export fetch find generate get import install invite issue list load lock look make mark merge modify move notify
	open patch pay perform place post preview process provide publish put query read receive record redeem refresh refuse
	register reject release remove rename replace request reset resolve restart restore resume retrieve return revoke run save
	schedule search select send set show sign start stop store submit subscribe suspend sync tell test track transfer translate
	trigger turn unblock undo unlock unsubscribe update upload upsert validate verify withdraw write`)

// imperative reports whether a summary whose first word is given, and the rest, tells what to do. "List of orders" does not.
func imperative(word, rest string) bool {
	return slices.Contains(verbs, strings.ToLower(word)) && rest != "" && !strings.HasPrefix(rest, "of ")
}

// inThirdPerson reports whether a description whose first word is given, and the rest, says what somebody does. "Returns of
// goods" does not.
func inThirdPerson(word, rest string) bool {
	return rest != "" && !strings.HasPrefix(rest, "of ") &&
		slices.ContainsFunc(verbs, func(v string) bool { return thirdPerson(v) == strings.ToLower(word) })
}

// thirdPerson is a verb as it follows a name: creates, applies, searches.
func thirdPerson(verb string) string {
	stem, y := strings.CutSuffix(verb, "y")
	switch {
	case y && !strings.HasSuffix(stem, "a") && !strings.HasSuffix(stem, "o"):
		return stem + "ies"
	case slices.ContainsFunc([]string{"s", "x", "ch", "sh", "o"}, func(end string) bool { return strings.HasSuffix(verb, end) }):
		return verb + "es"
	}
	return verb + "s"
}
