package a

import (
	"pandapon"

	"github.com/pandapon/pandagen/runtime"
)

const misspelled = "sucess"

type alias = pandapon.AlibabaOrder

type defined pandapon.AlibabaOrder

// embedding has the JSON of AlibabaOrder, which records nothing of the members beside it.
type embedding struct {
	*pandapon.AlibabaOrder
	Note string `json:"note"`
}

func documented(order pandapon.AlibabaOrder, p *pandapon.AlibabaOrder, page pandapon.Page[string], x pandapon.Extended) {
	_ = order.JSON.Has("success")
	_ = p.JSON.IsNull("fee")
	p.JSON.Set("fee", nil)
	(&order.JSON).Set("id", nil)
	_ = order.Receiver.JSON.Has("first")
	_ = page.JSON.Has("items")
	_ = x.JSON.Has("code")
	_ = order.JSON.Equal(p.JSON)
}

func wrong(order pandapon.AlibabaOrder, p *pandapon.AlibabaOrder, orders []*pandapon.AlibabaOrder) {
	_ = order.JSON.Has("sucess")             // want `order\.JSON\.Has\("sucess"\): AlibabaOrder has no member "sucess": did you mean "success"\?`
	_ = order.JSON.IsNull(misspelled)        // want `order\.JSON\.IsNull\("sucess"\): AlibabaOrder has no member "sucess": did you mean "success"\?`
	_ = p.JSON.Has("Fee")                    // want `did you mean "fee"\?`
	_ = p.JSON.Has("nickname")               // want `AlibabaOrder has no member "nickname": members that are not documented are in JSON\.Unknown`
	_ = (*p).JSON.Has("-")                   // want `no member "-"`
	_ = (p.JSON).Has(("suc" + "ces"))        // want `did you mean "success"\?`
	_ = orders[0].JSON.IsNull("receivrName") // want `orders\[0\]\.JSON\.IsNull\("receivrName"\): AlibabaOrder has no member "receivrName": did you mean "receiverName"\?`
	_ = order.Receiver.JSON.Has("success")   // want `Name has no member "success"`
}

func set(order *pandapon.AlibabaOrder) {
	order.JSON.Set("sucess", nil)     // want `order\.JSON\.Set\("sucess"\): AlibabaOrder has no member "sucess": did you mean "success"\?`
	(&order.JSON).Set("Success", nil) // want `did you mean "success"\?`
	order.JSON.Set("ID", nil)         // want `did you mean "id"\?`
	order.JSON.Set("nickname", nil)   // a member that is not documented
	order.JSON.Set("fee2", nil)       // too short to be surely misspelled
}

func otherTypes(a alias, d *defined, e embedding, x pandapon.Extended) {
	_ = a.JSON.Has("sucess") // want `AlibabaOrder has no member "sucess"`
	_ = d.JSON.Has("sucess") // want `defined has no member "sucess"`
	_ = e.JSON.Has("sucess") // want `AlibabaOrder has no member "sucess"`
	_ = e.JSON.Has("note")   // want `AlibabaOrder has no member "note"`
	_ = x.JSON.Has("cod")    // want `Extended has no member "cod": did you mean "code"\?`
	anonymous := struct {
		A    int `json:"a"`
		JSON pandapon.JSON
	}{}
	_ = anonymous.JSON.Has("b") // want `the struct has no member "b"`
}

func generic[T any](page *pandapon.Page[T], pages map[string]pandapon.Page[T]) bool {
	return page.JSON.Has("itmes") || pages["a"].JSON.Has("items") // want `page\.JSON\.Has\("itmes"\): Page has no member "itmes": did you mean "items"\?`
}

// What cannot be judged is not reported.
func silent(j runtime.JSON, order *pandapon.AlibabaOrder, empty pandapon.Empty, name string, f func() runtime.JSON, o other) {
	_ = j.Has("sucess")
	copied := order.JSON
	_ = copied.Has("sucess")
	_ = f().Has("sucess")
	_ = order.JSON.Has(name)
	_ = empty.JSON.Has("sucess")
	_ = runtime.JSON.Has(order.JSON, "sucess")
	has := order.JSON.Has
	_ = has("sucess")
	_ = o.JSON.Has("sucess")
	_ = o.Renamed.Has("sucess")
}

// other has a JSON of another type.
type other struct {
	A       int `json:"a"`
	JSON    set2
	Renamed runtime.JSON
}

type set2 map[string]bool

func (s set2) Has(name string) bool { return s[name] }
