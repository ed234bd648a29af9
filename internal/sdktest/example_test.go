package sdktest

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"

	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/gen/pandapon/pandaponserver"
	"github.com/pandapon/pandagen/runtime"
	"github.com/pandapon/pandagen/signer"
)

// refunds is a fake of the refund service.
type refunds struct {
	pandaponserver.UnimplementedAlibabaRefunds
}

func (refunds) Get(_ context.Context, req *pandapon.AlibabaRefundGetRequest) (*pandapon.AlibabaRefund, error) {
	if req.RefundID != "TQ36706338027991577" {
		return nil, &runtime.Error{Code: "5001", Message: "no such refund"}
	}
	return &pandapon.AlibabaRefund{RefundID: req.RefundID, Status: pandapon.AlibabaRefundStatusSuccess, RefundPayment: 5800}, nil
}

// A fake of the platform on this machine, and a client that calls it.
func Example() {
	auth := pandaponserver.Auth{Signatures: pandaponserver.NewVerifier(signer.SecretMap{"test-access-key": {"test-access-secret"}})}
	server := httptest.NewServer(pandaponserver.NewHandler(auth, pandaponserver.Services{AlibabaRefunds: refunds{}}))
	defer server.Close()

	client, err := pandapon.NewClient(pandapon.Credentials{
		AccessKey:    "test-access-key",
		AccessSecret: "test-access-secret",
		UserID:       "2100000000000",
	}, pandapon.WithBaseURL(server.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	refund, err := client.Alibaba.Refunds.Get(context.Background(), &pandapon.AlibabaRefundGetRequest{RefundID: "TQ36706338027991577"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(refund.Status, refund.RefundPayment)

	_, err = client.Alibaba.Refunds.Get(context.Background(), &pandapon.AlibabaRefundGetRequest{RefundID: "TQ1"})
	if failure, ok := errors.AsType[*runtime.Error](err); ok {
		fmt.Println(failure.Code, failure.Message)
	}
	// Output:
	// refundsuccess 5800
	// 5001 no such refund
}
