package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pandapon/pandagen/runtime/sdk"

	"github.com/go-faster/jx"

	"github.com/pandapon/pandagen/bench/oapi"
	"github.com/pandapon/pandagen/gen/pandapon"
)

// decodeFigures decode a refund, each time into a new value. The client decodes as "sdk.Decoder" does: from a body
// that it owns, with a decoder that it uses again.
func decodeFigures(context.Context, *tearDown) ([]figure, error) {
	_, data, err := refundResponse()
	if err != nil {
		return nil, err
	}
	var (
		decoder sdk.Decoder
		ours    *pandapon.AlibabaRefund
		theirs  *oapi.AlibabaRefund
		scanner jx.Decoder
	)
	decode := contender{name: "sdk.Decoder", run: func(n int) error {
		for range n {
			decoder.Reset(data)
			ours = new(pandapon.AlibabaRefund)
			ours.DecodeJSON(&decoder)
			if err := decoder.Finish(); err != nil {
				return err
			}
		}
		return nil
	}}
	decodeCopy := contender{name: "sdk.Unmarshal, which copies", run: func(n int) error {
		for range n {
			ours = new(pandapon.AlibabaRefund)
			if err := sdk.Unmarshal(data, ours); err != nil {
				return err
			}
		}
		return nil
	}}
	unmarshal := contender{name: "encoding/json into oapi-codegen's model", run: func(n int) error {
		for range n {
			theirs = new(oapi.AlibabaRefund)
			if err := json.Unmarshal(data, theirs); err != nil {
				return err
			}
		}
		return nil
	}}
	scan := contender{name: "jx.Decoder.Skip", run: func(n int) error {
		for range n {
			scanner.ResetBytes(data)
			if err := scanner.Skip(); err != nil {
				return err
			}
		}
		return nil
	}}

	for _, c := range []contender{decode, decodeCopy} {
		if err := c.run(1); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		again, err := sdk.Marshal(ours)
		if err != nil {
			return nil, err
		}
		if err := sameJSON(again, data); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	if err := unmarshal.run(1); err != nil {
		return nil, err
	}
	again, err := json.Marshal(theirs)
	if err != nil {
		return nil, err
	}
	if err := sameJSON(again, data); err != nil {
		return nil, fmt.Errorf("%s: %w", unmarshal.name, err)
	}
	return []figure{
		{name: "decode_vs_encoding_json", target: atLeast(8), allocs: 4, ours: decode, theirs: unmarshal},
		{name: "decode_vs_scan", target: atMost(1.4), ours: decode, theirs: scan},
		{name: "decode_copy_vs_scan", target: atMost(0), ours: decodeCopy, theirs: scan},
	}, nil
}

// encodeFigures encode the request for an order of four lines: as the client does, into a buffer that it uses again, and
// into new memory.
func encodeFigures(context.Context, *tearDown) ([]figure, error) {
	ours, theirs := orderRequest(), oapiOrderRequest()
	var encoder sdk.Encoder
	var oursText, theirsText []byte
	encode := contender{name: "sdk.Encoder", run: func(n int) error {
		for range n {
			encoder.Reset(encoder.Bytes()[:0])
			ours.EncodeJSON(&encoder)
			if err := encoder.Err(); err != nil {
				return err
			}
		}
		return nil
	}}
	encodeCopy := contender{name: "sdk.Marshal, which copies", run: func(n int) (err error) {
		for range n {
			if oursText, err = sdk.Marshal(ours); err != nil {
				return err
			}
		}
		return nil
	}}
	marshal := contender{name: "encoding/json from oapi-codegen's model", run: func(n int) (err error) {
		for range n {
			if theirsText, err = json.Marshal(theirs); err != nil {
				return err
			}
		}
		return nil
	}}
	for _, c := range []contender{encode, encodeCopy, marshal} {
		if err := c.run(1); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	if err := errors.Join(sameJSON(oursText, theirsText), sameJSON(encoder.Bytes(), theirsText)); err != nil {
		return nil, err
	}
	return []figure{
		{name: "encode_vs_encoding_json", target: atLeast(4), allocs: 2, ours: encode, theirs: marshal},
		{name: "encode_copy_vs_encoding_json", target: target{speedup: true}, ours: encodeCopy, theirs: marshal},
	}, nil
}

// orderLines are the offers, specs and quantities of the order.
var orderLines = []struct {
	offer    int64
	spec     string
	quantity int
}{
	{612345678901, "3f0c9d5e7a1b42868d94c6e0a2b7f513", 2},
	{698765432109, "91d2c47be05f4a3386fb0c1e7d5a9b24", 1},
	{655501234567, "c7a1e93d5b2f48069d1ce4f08b7a3652", 12},
	{623450987612, "08e5b1f7a3c94d62b0d7f29e6c184a3d", 3},
}

func orderRequest() *pandapon.AlibabaOrderCreateRequest {
	r := &pandapon.AlibabaOrderCreateRequest{
		Flow:      "general",
		Message:   new("请尽快发货，谢谢"),
		TradeType: new("nzassure"),
		AddressParam: pandapon.AlibabaOrderCreateAddress{
			FullName: "Zhang San", Mobile: "13800000000", Phone: "0571-88000000", PostCode: new("311121"), CityText: "杭州市",
			ProvinceText: "浙江省", AreaText: new("余杭区"), TownText: "五常街道", Address: "示例路1号3号楼转运仓库 A-1024",
		},
	}
	for _, l := range orderLines {
		r.CargoParamList = append(r.CargoParamList, pandapon.AlibabaOrderCreateCargo{OfferID: l.offer, SpecID: l.spec, Quantity: float64(l.quantity)})
	}
	return r
}

func oapiOrderRequest() *oapi.AlibabaOrderCreateRequest {
	r := &oapi.AlibabaOrderCreateRequest{
		Flow:      "general",
		Message:   new("请尽快发货，谢谢"),
		TradeType: new("nzassure"),
		AddressParam: oapi.AlibabaOrderCreateAddress{
			FullName: "Zhang San", Mobile: "13800000000", Phone: "0571-88000000", PostCode: new("311121"), CityText: "杭州市",
			ProvinceText: "浙江省", AreaText: new("余杭区"), TownText: "五常街道", Address: "示例路1号3号楼转运仓库 A-1024",
		},
	}
	for _, l := range orderLines {
		r.CargoParamList = append(r.CargoParamList, oapi.AlibabaOrderCreateCargo{OfferId: l.offer, SpecId: l.spec, Quantity: float32(l.quantity)})
	}
	return r
}
