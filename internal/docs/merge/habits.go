package merge

import (
	"path"
	"strings"
)

// habits are what the operations of a document have in common, by which new ones are named and placed.
type habits struct {
	sections  []string                // in the order of their first operations
	inSection map[string][]*operation // in their order
	service   tally                   // by section
	file      tally                   // by section
	prefix    tally                   // of ids, by service
	folder    tally                   // what the outer folder of a section is called in Go, by that
	disk      tally                   // the folder of its files, by that
	webhooks  tally                   // the section of webhooks, by nothing
}

// tally counts texts, and knows which of those with a key came most often: of several, the one that was the first to come as often.
type tally map[string]*votes

type votes struct {
	count map[string]int
	most  string
}

func (t tally) add(key, value string) {
	if value == "" {
		return
	}
	v := t[key]
	if v == nil {
		v = &votes{count: map[string]int{}}
		t[key] = v
	}
	v.count[value]++
	if v.count[value] > v.count[v.most] {
		v.most = value
	}
}

// most returns the text that came most often; "" when none did.
func (t tally) most(key string) string {
	if v := t[key]; v != nil {
		return v.most
	}
	return ""
}

func newHabits(ws *workspace) *habits {
	h := &habits{inSection: map[string][]*operation{}, service: tally{}, file: tally{}, prefix: tally{}, folder: tally{}, disk: tally{}, webhooks: tally{}}
	for _, o := range ws.operations() {
		h.add(ws, o)
	}
	return h
}

// add takes down an operation.
func (h *habits) add(ws *workspace, o *operation) {
	section, service := o.tag(), o.service()
	if len(h.inSection[section]) == 0 {
		h.sections = append(h.sections, section)
	}
	h.inSection[section] = append(h.inSection[section], o)
	h.service.add(section, service)
	if o.webhook {
		h.webhooks.add("", section)
	}
	method := o.node.Get("x-go").Get("method").Literal()
	if prefix, ok := strings.CutSuffix(o.id, method); ok && method != "" {
		h.prefix.add(service, prefix)
	}
	f := ws.fileOf(o.item)
	if f != nil {
		h.file.add(section, f.name)
	}
	if outer, _, nested := strings.Cut(section, "/"); nested {
		first, _, _ := strings.Cut(service, ".")
		h.folder.add(oneLine(outer), first)
		if f != nil {
			h.disk.add(oneLine(outer), path.Dir(f.name))
		}
	}
}
