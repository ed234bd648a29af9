package merge

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/internal/docs/page"
	"github.com/pandapon/pandagen/internal/document"
)

// Navigation imports the list of a documentation's pages into the files that x-docs names, which are made when there are none. New
// pages are listed as missing, pages that have moved or have another title follow, and pages that are not there any more stay, beside
// the navigation. The error is document.Errors when the document cannot be read or changed, and when the list is that of another
// documentation.
func Navigation(ctx context.Context, src document.Source, nav *page.Navigation) (*Result, error) {
	ws, err := open(ctx, src)
	if err != nil {
		return nil, err
	}
	im := newImporter(ws)
	im.out.Summary.Pages = len(nav.Entries)
	if ws.listing == nil {
		im.beginListing()
	}
	n := &navigator{importer: im, fresh: len(ws.listing.pages.root.Get(inNavigation).AllItems()) == 0}
	n.collect()
	n.match(nav.Entries)
	if err := n.doubt(nav.Entries); err != nil {
		return nil, err
	}
	n.rebuild(nav.Entries)
	return im.finish(ctx)
}

// beginListing makes the files that x-docs names.
func (im *importer) beginListing() {
	ext := path.Ext(im.entry)
	pages := im.addFree("pages"+ext, "The pages of the documentation, in the order of its navigation. Read by pandagen docs status.", object(inNavigation, &document.Node{Kind: document.Array}))
	missing := im.addFree("missing"+ext, "Pages that cannot be described yet, with what is missing. Read by pandagen docs status.", &document.Node{Kind: document.Array})
	im.listing = newListing(pages, missing)
	putBefore(im.root(), "x-docs", placed(object("pages", pages.name, "missing", missing.name), im.root().Pos.File), "tags", "paths", "webhooks", "components")
}

// navigator puts a navigation in the place of the one that the document knows.
type navigator struct {
	*importer
	fresh bool // the document has none
	known []*knownPage
	found map[int]*knownPage // by the number of the entry
	twice map[int]bool
	byZh  int // how many were found by their Chinese titles alone
}

// knownPage is a page that the document has: in the navigation or beside it, described or missing.
type knownPage struct {
	listed
	op      *operation
	missing *missingPage
	taken   bool
}

func (k *knownPage) titles() (title, titleZh string) {
	switch {
	case k.op != nil:
		return k.op.title(), k.op.source("titleZh")
	case k.missing != nil:
		return k.missing.title, k.missing.titleZh
	}
	return k.listed.title, ""
}

func (k *knownPage) address() string {
	switch {
	case k.op != nil:
		return k.op.source("page")
	case k.missing != nil:
		return k.missing.address
	}
	return ""
}

// collect lists what the document knows: the listed pages, and operations that are not listed.
func (n *navigator) collect() {
	missing := n.listing.missingPages()
	operations := n.operations()
	listedOps := map[*document.Node]bool{}
	for _, e := range n.listing.entries() {
		k := &knownPage{listed: e}
		for _, op := range operations {
			if e.operation != "" && op.id == e.operation && !op.webhook || e.webhook != "" && op.path == e.webhook && op.webhook {
				k.op = op
				listedOps[op.node] = true
			}
		}
		for i := range missing {
			if k.op == nil && missing[i].section == e.section && missing[i].title == e.title {
				k.missing = &missing[i]
			}
		}
		n.known = append(n.known, k)
	}
	for _, op := range operations {
		if listedOps[op.node] {
			continue
		}
		name, value := "operation", op.id
		if op.webhook {
			name, value = "webhook", op.path
		}
		node := placed(object("title", op.title(), name, value), n.listing.pages.shown)
		n.known = append(n.known, &knownPage{listed: listed{section: op.tag(), title: op.title(), operation: op.id, beside: true, node: node}, op: op})
	}
}

// sectionOf is the section of an entry as the document writes it.
func sectionOf(e page.Entry) string {
	return cmp.Or(oneLine(strings.Join(e.Section, separator)), "Pages")
}

// match finds the page of each entry: by section and title, else by address, else by a title that no other one has.
func (n *navigator) match(entries []page.Entry) {
	n.found, n.twice = map[int]*knownPage{}, map[int]bool{}
	seen := map[[2]string]bool{}
	for i, e := range entries {
		key := [2]string{sectionOf(e), oneLine(e.Title)}
		n.twice[i] = seen[key] || key[1] == ""
		seen[key] = true
	}
	pass := func(is func(e page.Entry, k *knownPage) bool) {
		for i, e := range entries {
			if n.found[i] != nil || n.twice[i] {
				continue
			}
			var fit []*knownPage
			for _, k := range n.known {
				if !k.taken && is(e, k) {
					fit = append(fit, k)
				}
			}
			rivals := 0
			for j, other := range entries {
				if len(fit) == 1 && n.found[j] == nil && !n.twice[j] && is(other, fit[0]) {
					rivals++
				}
			}
			if len(fit) == 1 && rivals == 1 {
				n.found[i], fit[0].taken = fit[0], true
			}
		}
	}
	pass(func(e page.Entry, k *knownPage) bool {
		title, _ := k.titles()
		return k.section == sectionOf(e) && title == oneLine(e.Title)
	})
	pass(func(e page.Entry, k *knownPage) bool {
		return isAt(&page.Page{Address: e.Address, Number: e.Number}, k.address())
	})
	pass(func(e page.Entry, k *knownPage) bool {
		title, _ := k.titles()
		return title == oneLine(e.Title)
	})
	before := len(n.found)
	pass(func(e page.Entry, k *knownPage) bool {
		_, titleZh := k.titles()
		return titleZh != "" && titleZh == oneLine(e.Title)
	})
	n.byZh = len(n.found) - before
}

// doubt refuses a list that has little to do with the one that the document knows: everything would be new, and everything gone.
func (n *navigator) doubt(entries []page.Entry) error {
	known := 0
	for _, k := range n.known {
		if !k.beside {
			known++
		}
	}
	found := len(n.found) - n.byZh
	if len(entries) == 0 || n.fresh || 2*found >= known {
		return nil
	}
	return document.Errors{{Pos: entries[0].Pos, Rule: "docs", Message: fmt.Sprintf(
		"of the %d pages that the document lists, only %d are here: give the navigation of the same documentation, in the language of %s", known, found, n.listing.pages.shown)}}
}

// rebuild writes the navigation anew, with the pages that stay in it.
func (n *navigator) rebuild(entries []page.Entry) {
	file := n.listing.pages.shown
	groups := map[string]*document.Node{}
	for _, group := range n.listing.pages.root.Get(inNavigation).AllItems() {
		groups[group.Get("section").Literal()] = group
	}
	n.followSections(entries, groups)
	pages := map[string][]*document.Node{}
	var sections []string
	var lastMissing *document.Node
	for i, e := range entries {
		section := sectionOf(e)
		if n.twice[i] {
			n.out.Notes = append(n.out.Notes, Note{Kind: Unread, pos: e.Pos, Message: fmt.Sprintf("page %q of section %q is there twice, or has no title: it was left out", e.Title, section)})
			continue
		}
		if pages[section] == nil {
			sections = append(sections, section)
		}
		k := n.found[i]
		if k == nil {
			k = n.newPage(e, section, lastMissing)
		} else {
			n.follow(k, e, section)
		}
		if k.missing != nil {
			lastMissing = k.missing.node
		}
		pages[section] = append(pages[section], k.node)
	}
	n.setBeside(n.gone())
	list := n.listing.pages.root.Get(inNavigation)
	list.Items = nil
	for _, section := range sections {
		group := groups[section]
		if group == nil {
			group = placed(object("section", section, "pages", &document.Node{Kind: document.Array}), file)
		}
		group.Get("pages").Items = pages[section]
		list.Items = append(list.Items, group)
	}
}

// followSections gives a section its new name when all its pages that are left are in one of another name.
func (n *navigator) followSections(entries []page.Entry, groups map[string]*document.Node) {
	to := map[string]map[string]bool{}
	for i, k := range n.found {
		if to[k.section] == nil {
			to[k.section] = map[string]bool{}
		}
		if !k.beside {
			to[k.section][sectionOf(entries[i])] = true
		}
	}
	for _, section := range slices.Sorted(maps.Keys(to)) {
		names := to[section]
		for name := range names {
			if group := groups[section]; len(names) == 1 && name != section && groups[name] == nil && group != nil {
				put(group, "section", replaced(group.Get("section"), name))
				groups[name] = group
				delete(groups, section)
			}
		}
	}
}

// newPage lists a page that the document does not know.
func (n *navigator) newPage(e page.Entry, section string, behind *document.Node) *knownPage {
	title := oneLine(e.Title)
	knows := "title, from the navigation"
	if e.Method != "" {
		knows = "title and method, from the navigation"
	}
	entry := placed(object("title", title, "section", section, "method", strings.ToUpper(e.Method), "page", address(e.Address),
		"missing", "path, parameters, answer", "knows", knows), n.listing.missing.shown)
	list := n.listing.missing.root
	at := slices.Index(list.Items, behind) + 1
	if behind == nil {
		at = len(list.Items)
	}
	list.Items = slices.Insert(list.Items, at, entry)
	node := placed(object("title", title), n.listing.pages.shown)
	n.out.Notes = append(n.out.Notes, Note{Kind: New, node: node, Message: fmt.Sprintf("page %q of section %q is listed as missing", title, section)})
	return &knownPage{listed: listed{section: section, title: title, node: node}, missing: &missingPage{node: entry}}
}

// follow takes over where a known page is now, and what it is called.
func (n *navigator) follow(k *knownPage, e page.Entry, section string) {
	change := func(format string, args ...any) {
		n.out.Notes = append(n.out.Notes, Note{Kind: Changed, node: k.node, Message: fmt.Sprintf(format, args...)})
	}
	title, titleZh := k.titles()
	if k.section != section {
		change("page %q moved from section %q to %q", title, k.section, section)
		n.moveTo(k, section)
	} else if k.beside && k.node.Pos.Line > 0 {
		change("page %q is in the navigation", title)
	}
	if now := oneLine(e.Title); now != title && now != titleZh {
		change("page %q is called %q now", title, now)
		n.call(k, title, now)
	}
	if at := address(e.Address); at != "" && at != address(k.address()) {
		switch {
		case k.missing != nil:
			n.setText(k.missing.node, "page", at, "missing", "knows", "notes", "upstream")
			change("page %q is at %s", title, at)
		case k.op != nil && k.op.source("page") == "":
			n.setText(k.op.node.Get("x-source"), "page", at, "title", "titleZh", "date", "evidence", "note")
			change("page %q is at %s", title, at)
		}
	}
}

// setText gives a member a text, in its place among others.
func (n *navigator) setText(of *document.Node, name, s string, before ...string) {
	if old := of.Get(name); old != nil {
		put(of, name, replaced(old, s))
	} else {
		putBefore(of, name, placed(str(s), of.Pos.File), before...)
	}
}

// moveTo gives a page another section: operations have it as their tag.
func (n *navigator) moveTo(k *knownPage, section string) {
	switch {
	case k.op != nil:
		if tags := k.op.node.Get("tags"); tags != nil && len(tags.Items) > 0 {
			tags.Items[0] = replaced(tags.Items[0], section)
		}
		n.addTag(section, k.op)
	case k.missing != nil:
		n.setText(k.missing.node, "section", section)
	}
}

// call gives a page another title.
func (n *navigator) call(k *knownPage, old, title string) {
	if k.node.Get("title") != nil {
		n.setText(k.node, "title", title)
	}
	switch {
	case k.op != nil:
		if k.op.node.Get("summary").Literal() == old {
			n.setText(k.op.node, "summary", title)
		}
		if source := k.op.node.Get("x-source"); source != nil {
			n.setText(source, "title", title, "titleZh", "date", "evidence", "note")
		}
	case k.missing != nil:
		n.setText(k.missing.node, "title", title)
	}
}

// gone returns the pages that are not in the navigation any more, or were never.
func (n *navigator) gone() []*knownPage {
	var out []*knownPage
	for _, k := range n.known {
		if k.taken {
			continue
		}
		out = append(out, k)
		if title, _ := k.titles(); !k.beside {
			n.out.Notes = append(n.out.Notes, Note{Kind: Gone, node: k.node, Message: fmt.Sprintf(
				"page %q of section %q is not in the navigation any more; it stays, beside it", title, k.section)})
		}
	}
	return out
}

// setBeside writes the pages beside the navigation.
func (n *navigator) setBeside(pages []*knownPage) {
	var groups []*document.Node
	for _, k := range pages {
		at := slices.IndexFunc(groups, func(g *document.Node) bool { return g.Get("section").Literal() == k.section })
		if at < 0 {
			group := placed(object("section", k.section, "pages", &document.Node{Kind: document.Array}), n.listing.pages.shown)
			for _, old := range n.listing.pages.root.Get(besideIt).AllItems() {
				if old.Get("section").Literal() == k.section {
					group = old
					group.Get("pages").Items = nil
				}
			}
			at = len(groups)
			groups = append(groups, group)
		}
		list := groups[at].Get("pages")
		list.Items = append(list.Items, k.node)
	}
	if len(groups) == 0 {
		remove(n.listing.pages.root, besideIt)
		return
	}
	list := n.listing.pages.root.Get(besideIt)
	if list == nil {
		list = &document.Node{Kind: document.Array, Pos: document.Position{File: n.listing.pages.shown}}
		put(n.listing.pages.root, besideIt, list)
	}
	list.Items = groups
}
