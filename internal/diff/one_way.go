package diff

import "github.com/oasdiff/oasdiff/checker"

// What becomes of members that start or stop to travel in one direction alone, where the types of generated packages do not show it.
const (
	whyNotSent     = "Clients leave it out of requests, and servers ignore it there: what callers set has no effect any more."
	whySent        = "Requests must have it now, and clients that were generated before leave it out."
	whyNotAnswered = "Servers leave it out of answers: what callers read is empty."
)

// oneWay says of findings of oasdiff what they mean for callers of generated packages, and how bad that is.
var oneWay = map[string]struct {
	level Level
	why   string
}{
	checker.RequestOptionalPropertyBecameReadOnlyCheckId:    {Warning, whyNotSent},
	checker.RequestRequiredPropertyBecameReadOnlyCheckId:    {Warning, whyNotSent},
	checker.RequestRequiredPropertyBecameNonReadOnlyCheckId: {Breaking, whySent},
	checker.RequestRequiredPropertyBecameNonReadOnly31Id:    {Breaking, whySent},
	checker.ResponseOptionalPropertyBecameWriteOnlyId:       {Warning, whyNotAnswered},
	checker.ResponseRequiredPropertyBecameWriteOnlyId:       {Breaking, whyNotAnswered},
}
