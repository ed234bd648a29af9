package runtime

// Drift is a deviation of a message from its document that was accepted: a number where a string is documented, one
// object where a list is, a member that is not described.
type Drift struct {
	Path string // place in the message: data.orderEntryIds[2]
	Want string // what the document says: "integer"
	Got  string // what the message holds: "string"
}
