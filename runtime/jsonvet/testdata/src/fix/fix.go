package fix

import "pandapon"

const misspelled = "sucess"

func has(order *pandapon.AlibabaOrder) {
	_ = order.JSON.Has("sucess")   // want `did you mean "success"\?`
	_ = order.JSON.Has(misspelled) // want `did you mean "success"\?`
	_ = order.JSON.Has("nickname") // want `no member "nickname"`
	order.JSON.Set(`Fee`, nil)     // want `did you mean "fee"\?`
}
