package runtime

// Multipart is a body of several parts, which a form with files is:
//
//	runtime.Multipart{{Name: "title", Content: []byte("A cup")}, {Name: "file", FileName: "cup.png", Content: png}}
type Multipart []Part

// Part is a part of a [Multipart].
type Part struct {
	Name        string // of the form's field
	FileName    string // empty when it is no file
	ContentType string // empty is text, and application/octet-stream for a file
	Content     []byte
}
