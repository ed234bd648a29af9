package sdk

import (
	"bytes"
	"cmp"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"

	"github.com/pandapon/pandagen/runtime"
)

// Multipart writes the body as a message of parts.
func (w *RequestWriter) Multipart(contentType string, parts runtime.Multipart) {
	if len(parts) == 0 {
		return
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, p := range parts {
		content, err := m.CreatePart(partHeader(p))
		if err == nil {
			_, err = content.Write(p.Content)
		}
		if err != nil {
			w.fail(err)
		}
	}
	if err := m.Close(); err != nil {
		w.fail(err)
	}
	w.raw, w.contentType = b.Bytes(), mime.FormatMediaType(contentType, map[string]string{"boundary": m.Boundary()})
}

// partHeader writes names in UTF-8: readers of forms do not know the encoding that other headers have for such texts.
func partHeader(p runtime.Part) textproto.MIMEHeader {
	disposition := `form-data; name="` + partName.Replace(p.Name) + `"`
	contentType := p.ContentType
	if p.FileName != "" {
		disposition += `; filename="` + partName.Replace(p.FileName) + `"`
		contentType = cmp.Or(contentType, "application/octet-stream")
	}
	h := textproto.MIMEHeader{"Content-Disposition": {disposition}}
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	return h
}

var partName = strings.NewReplacer("\r", "%0D", "\n", "%0A", `"`, `\"`, `\`, `\\`)

// Multipart returns the parts of the body; none when there is no body.
func (r *RequestReader) Multipart() runtime.Multipart {
	if r.err != nil || len(r.body) == 0 {
		return nil
	}
	if r.wantType(false); r.err != nil {
		return nil
	}
	_, params, err := mime.ParseMediaType(r.request.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		r.fail(http.StatusUnsupportedMediaType, "the content type of the body must name the boundary of the parts")
		return nil
	}
	var parts runtime.Multipart
	reader := multipart.NewReader(bytes.NewReader(r.body), params["boundary"])
	for {
		p, err := reader.NextRawPart()
		if err == io.EOF {
			return parts
		}
		var content []byte
		if err == nil {
			content, err = io.ReadAll(p)
		}
		if err != nil {
			r.fail(http.StatusBadRequest, "the parts of the body are malformed: "+err.Error())
			return nil
		}
		parts = append(parts, runtime.Part{Name: p.FormName(), FileName: p.FileName(), ContentType: p.Header.Get("Content-Type"), Content: content})
	}
}
