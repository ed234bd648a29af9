package sdktest

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/gen/pandapon/pandaponserver"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/signer"
)

// shelf holds what comes in pages, and notes which were asked for.
type shelf struct{ asked []string }

type pagedOrders struct {
	pandaponserver.UnimplementedAlibabaOrders
	*shelf
}

type pagedProducts struct {
	pandaponserver.UnimplementedAlibabaProducts
	*shelf
}

// page is the part of 0 to total-1 that a page holds.
func (s *shelf) page(number, size, total int64) (items []string) {
	s.asked = append(s.asked, fmt.Sprintf("%d/%d", number, size))
	for i := (number - 1) * size; i < min(number*size, total); i++ {
		items = append(items, strconv.FormatInt(i, 10))
	}
	return items
}

func (s pagedOrders) List(_ context.Context, req *pandapon.AlibabaOrderListRequest) (*pandapon.AlibabaOrderPage, error) {
	if req.OrderStatus == nil || *req.OrderStatus != pandapon.AlibabaOrderStatusWaitBuyerPay {
		return nil, &runtime.Error{Code: "400", Message: "the filter is lost"}
	}
	size := int64(3)
	if req.PageSize != nil {
		size = *req.PageSize
	}
	page := &pandapon.AlibabaOrderPage{Total: 7}
	for _, id := range s.page(*req.Page, size, page.Total) {
		page.Orders = append(page.Orders, pandapon.AlibabaOrder{BaseInfo: pandapon.AlibabaOrderBaseInfo{IDString: pandapon.AlibabaOrderID(id)}})
	}
	return page, nil
}

func (s pagedProducts) Related(_ context.Context, req *pandapon.AlibabaProductRelatedRequest) ([]pandapon.AlibabaProductRelatedItem, error) {
	var list []pandapon.AlibabaProductRelatedItem
	for _, id := range s.page(req.PageNo, req.PageSize, 5) {
		list = append(list, pandapon.AlibabaProductRelatedItem{OfferID: pandapon.AlibabaProductID(id)})
	}
	return list, nil
}

func (s pagedProducts) Search(_ context.Context, req *pandapon.AlibabaProductSearchRequest) (*pandapon.AlibabaProductPage, error) {
	s.page(req.BeginPage, req.PageSize, 0)
	return &pandapon.AlibabaProductPage{Total: 9, Products: []pandapon.AlibabaProductListItem{{OfferID: "1"}}}, nil
}

func TestIterators(t *testing.T) {
	s := new(shelf)
	verifier := pandaponserver.NewVerifier(signer.SecretMap{"test-access-key": {"test-access-secret"}})
	server := httptest.NewServer(pandaponserver.NewHandler(pandaponserver.Auth{Signatures: verifier}, pandaponserver.Services{
		AlibabaOrders: pagedOrders{shelf: s}, AlibabaProducts: pagedProducts{shelf: s},
	}))
	defer server.Close()
	client, err := pandapon.NewClient(pandapon.Credentials{AccessKey: "test-access-key", AccessSecret: "test-access-secret"},
		pandapon.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	expect := func(name string, got []string, err error, want, asked string) {
		t.Helper()
		if fmt.Sprint(got) != want || fmt.Sprint(s.asked) != asked || err != nil {
			t.Errorf("%s: got %v, %v by asking for %v, want %s by %s", name, got, err, s.asked, want, asked)
		}
		s.asked = nil
	}

	orders := func(req *pandapon.AlibabaOrderListRequest, most int) (ids []string, err error) {
		req.OrderStatus = new(pandapon.AlibabaOrderStatusWaitBuyerPay)
		for order, err := range client.Alibaba.Orders.All(t.Context(), req) {
			if err != nil {
				return ids, err
			}
			if ids = append(ids, string(order.BaseInfo.IDString)); len(ids) == most {
				break
			}
		}
		return ids, nil
	}
	req := new(pandapon.AlibabaOrderListRequest)
	got, err := orders(req, 0)
	expect("until the total, below data", got, err, "[0 1 2 3 4 5 6]", "[1/3 2/3 3/3]")
	if req.Page != nil {
		t.Errorf("the request's page became %d", *req.Page)
	}
	got, err = orders(&pandapon.AlibabaOrderListRequest{Page: new(int64(2)), PageSize: new(int64(2))}, 0)
	expect("from the second page", got, err, "[2 3 4 5 6]", "[2/2 3/2 4/2]")
	got, err = orders(req, 4)
	expect("until break", got, err, "[0 1 2 3]", "[1/3 2/3]")

	related := func(req *pandapon.AlibabaProductRelatedRequest) (ids []string, err error) {
		for product, err := range client.Alibaba.Products.RelatedAll(t.Context(), req) {
			if err != nil {
				return ids, err
			}
			ids = append(ids, string(product.OfferID))
		}
		return ids, nil
	}
	ask := pandapon.AlibabaProductRelatedRequest{OfferID: "7", PageSize: 2}
	got, err = related(&ask)
	expect("until a short page of a plain list", got, err, "[0 1 2 3 4]", "[1/2 2/2 3/2]")
	if ask.PageNo != 0 {
		t.Errorf("the request's page became %d", ask.PageNo)
	}

	var found int
	for product, err := range client.Alibaba.Products.SearchAll(t.Context(), &pandapon.AlibabaProductSearchRequest{PageSize: 1}) {
		if err != nil {
			if product != nil {
				t.Error("an error came with a product")
			}
			expect("the same page again", nil, nil, "[]", "[1/1 2/1]")
			return
		}
		if found++; found > 1 {
			break
		}
	}
	t.Error("the same page again is no error")
}
