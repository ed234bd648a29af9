package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-faster/jx"

	"github.com/pandapon/pandagen/bench/peers/oapi"
	"github.com/pandapon/pandagen/bench/peers/ogen"
	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/runtime/sdk"
)

// marshal and unmarshal are what the figures prepare and compare the SDK's values with.
func marshal(v sdk.JSONEncoder) ([]byte, error)      { return sdk.Marshal(v) }
func unmarshal(data []byte, v sdk.JSONDecoder) error { return sdk.Unmarshal(data, v) }

// decoding is a contender that decodes, each time into a new value. again encodes what it decoded last.
type decoding struct {
	contender
	again func() ([]byte, error)
}

// decodes reports an error unless what is decoded says what data says.
func (d decoding) decodes(data []byte) error {
	if err := d.run(1); err != nil {
		return fmt.Errorf("%s: %w", d.name, err)
	}
	again, err := d.again()
	if err == nil {
		err = sameJSON(again, data)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", d.name, err)
	}
	return nil
}

// sdkValue is a pointer to a generated type of ours.
type sdkValue[T any] interface {
	*T
	sdk.JSONDecoder
	sdk.JSONEncoder
}

// sdkDecoding decodes as the client does: from a body that it owns, with a decoder that it uses again.
func sdkDecoding[T any, P sdkValue[T]](data []byte) decoding {
	var decoder sdk.Decoder
	var last P
	return decoding{
		contender: contender{name: "sdk.Decoder", run: func(n int) error {
			for range n {
				decoder.Reset(data)
				last = new(T)
				last.DecodeJSON(&decoder)
				if err := decoder.Finish(); err != nil {
					return err
				}
			}
			return nil
		}},
		again: func() ([]byte, error) { return marshal(last) },
	}
}

// sdkDecodingCopy decodes what it does not own.
func sdkDecodingCopy[T any, P sdkValue[T]](data []byte) decoding {
	var last P
	return decoding{
		contender: contender{name: "sdk.Unmarshal, which copies", run: func(n int) error {
			for range n {
				last = new(T)
				if err := unmarshal(data, last); err != nil {
					return err
				}
			}
			return nil
		}},
		again: func() ([]byte, error) { return marshal(last) },
	}
}

func oapiDecoding[T any](data []byte) decoding {
	var last *T
	return decoding{
		contender: contender{name: "encoding/json into oapi-codegen's model", run: func(n int) error {
			for range n {
				last = new(T)
				if err := json.Unmarshal(data, last); err != nil {
					return err
				}
			}
			return nil
		}},
		again: func() ([]byte, error) { return json.Marshal(last) },
	}
}

// ogenValue is a pointer to a type that ogen generated.
type ogenValue[T any] interface {
	*T
	Decode(*jx.Decoder) error
	Encode(*jx.Encoder)
}

// ogenDecoding decodes as ogen's client does, but for the validation, and with a decoder that it uses again.
func ogenDecoding[T any, P ogenValue[T]](data []byte) decoding {
	var decoder jx.Decoder
	var last P
	return decoding{
		contender: contender{name: "ogen", run: func(n int) error {
			for range n {
				decoder.ResetBytes(data)
				last = new(T)
				if err := last.Decode(&decoder); err != nil {
					return err
				}
				if err := decoder.Skip(); err != io.EOF {
					return fmt.Errorf("data after the value: %w", err)
				}
			}
			return nil
		}},
		again: func() ([]byte, error) {
			var e jx.Encoder
			last.Encode(&e)
			return e.Bytes(), nil
		},
	}
}

// scanning is the floor of decoding: a scan that keeps nothing.
func scanning(data []byte) contender {
	var decoder jx.Decoder
	return contender{name: "jx.Decoder.Skip", run: func(n int) error {
		for range n {
			decoder.ResetBytes(data)
			if err := decoder.Skip(); err != nil {
				return err
			}
		}
		return nil
	}}
}

// decodeFigures decode a refund.
func decodeFigures(context.Context, *tearDown) ([]figure, error) {
	_, refund, err := refundResponse()
	if err != nil {
		return nil, err
	}
	ours, oursCopy := sdkDecoding[pandapon.AlibabaRefund](refund), sdkDecodingCopy[pandapon.AlibabaRefund](refund)
	byOAPI, byOgen := oapiDecoding[oapi.AlibabaRefund](refund), ogenDecoding[ogen.AlibabaRefund](refund)
	if err := errors.Join(ours.decodes(refund), oursCopy.decodes(refund), byOAPI.decodes(refund), byOgen.decodes(refund)); err != nil {
		return nil, err
	}
	return []figure{
		{name: "decode_vs_encoding_json", allocs: 4, ours: ours.contender, theirs: byOAPI.contender},
		{name: "decode_vs_ogen", ours: ours.contender, theirs: byOgen.contender},
		{name: "decode_vs_scan", ours: ours.contender, theirs: scanning(refund)},
		{name: "decode_copy_vs_scan", ours: oursCopy.contender, theirs: scanning(refund)},
	}, nil
}

// decodePageFigures decode a page of products. What is large is a group of its own: others would pay for marking it.
func decodePageFigures(context.Context, *tearDown) ([]figure, error) {
	products, err := productPage()
	if err != nil {
		return nil, err
	}
	ours := sdkDecoding[pandapon.AlibabaProductPage](products.text)
	return []figure{{name: "decode_page_vs_scan", ours: ours.contender, theirs: scanning(products.text)}}, ours.decodes(products.text)
}

// decodeOrdersFigures decode a page of full orders.
func decodeOrdersFigures(context.Context, *tearDown) ([]figure, error) {
	orders, err := fullOrderPage()
	if err != nil {
		return nil, err
	}
	return ordersFigure("decode_orders_vs_scan", orders)
}

// decodeDetailsFigures decode a page of orders as the document's example has them.
func decodeDetailsFigures(context.Context, *tearDown) ([]figure, error) {
	orders, err := orderPage()
	if err != nil {
		return nil, err
	}
	return ordersFigure("decode_details_vs_scan", orders)
}

// ordersFigure allows one allocation for each list that is not empty, and half a one for each order.
func ordersFigure(name string, orders page) ([]figure, error) {
	ours := sdkDecoding[pandapon.AlibabaOrderPage](orders.text)
	return []figure{{
		name: name, allocs: float64(orders.lists) + pageSize/2.0, ours: ours.contender, theirs: scanning(orders.text),
		counts: []count{{"lists", orders.lists}, {"orders", pageSize}},
	}}, ours.decodes(orders.text)
}

// encoding is a contender that encodes. text is what it encoded last.
type encoding struct {
	contender
	text func() []byte
}

// encodes reports an error unless what is encoded says the same as data.
func (e encoding) encodes(data []byte) error {
	err := e.run(1)
	if err == nil {
		err = sameJSON(e.text(), data)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", e.name, err)
	}
	return nil
}

// sdkEncoding encodes as the client does: into a buffer that it uses again.
func sdkEncoding(v sdk.JSONEncoder) encoding {
	var encoder sdk.Encoder
	return encoding{
		contender: contender{name: "sdk.Encoder", run: func(n int) error {
			for range n {
				encoder.Reset(encoder.Bytes()[:0])
				v.EncodeJSON(&encoder)
				if err := encoder.Err(); err != nil {
					return err
				}
			}
			return nil
		}},
		text: func() []byte { return encoder.Bytes() },
	}
}

// sdkEncodingCopy encodes into new memory.
func sdkEncodingCopy(v sdk.JSONEncoder) encoding {
	var text []byte
	return encoding{
		contender: contender{name: "sdk.Marshal, which copies", run: func(n int) (err error) {
			for range n {
				if text, err = marshal(v); err != nil {
					return err
				}
			}
			return nil
		}},
		text: func() []byte { return text },
	}
}

func oapiEncoding(v any) encoding {
	var text []byte
	return encoding{
		contender: contender{name: "encoding/json from oapi-codegen's model", run: func(n int) (err error) {
			for range n {
				if text, err = json.Marshal(v); err != nil {
					return err
				}
			}
			return nil
		}},
		text: func() []byte { return text },
	}
}

// ogenEncoding encodes as ogen's client and server do, but into a buffer that it uses again.
func ogenEncoding(v interface{ Encode(*jx.Encoder) }) encoding {
	var encoder jx.Encoder
	return encoding{
		contender: contender{name: "ogen", run: func(n int) error {
			for range n {
				encoder.Reset()
				v.Encode(&encoder)
			}
			return nil
		}},
		text: func() []byte { return encoder.Bytes() },
	}
}

// encodeFigures encode the request for an order of four lines, and a refund.
func encodeFigures(context.Context, *tearDown) ([]figure, error) {
	_, refund, err := refundResponse()
	if err != nil {
		return nil, err
	}
	var ourRefund pandapon.AlibabaRefund
	var ogenRefund ogen.AlibabaRefund
	if err := errors.Join(unmarshal(refund, &ourRefund), ogenRefund.UnmarshalJSON(refund)); err != nil {
		return nil, err
	}
	order, err := json.Marshal(oapiOrderRequest())
	if err != nil {
		return nil, err
	}
	ours, oursCopy, byOAPI := sdkEncoding(orderRequest()), sdkEncodingCopy(orderRequest()), oapiEncoding(oapiOrderRequest())
	oursOfRefund, byOgen := sdkEncoding(&ourRefund), ogenEncoding(&ogenRefund)
	if err := errors.Join(
		ours.encodes(order), oursCopy.encodes(order), byOAPI.encodes(order), oursOfRefund.encodes(refund), byOgen.encodes(refund),
	); err != nil {
		return nil, err
	}
	return []figure{
		{name: "encode_vs_encoding_json", allocs: 2, ours: ours.contender, theirs: byOAPI.contender},
		{name: "encode_copy_vs_encoding_json", ours: oursCopy.contender, theirs: byOAPI.contender},
		{name: "encode_vs_ogen", ours: oursOfRefund.contender, theirs: byOgen.contender},
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
		r.CargoParamList = append(r.CargoParamList, pandapon.AlibabaOrderCreateCargo{OfferID: pandapon.AlibabaProductID(strconv.FormatInt(l.offer, 10)), SpecID: pandapon.AlibabaSpecID(l.spec), Quantity: float64(l.quantity)})
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
