package main

// handRefund is the refund as somebody writes it by hand: plain values in the order of the document, which is what
// encoding/json is fastest with.
type handRefund struct {
	ID                   int64  `json:"id"`
	CreateBy             string `json:"createBy"`
	CreateByID           int64  `json:"createById"`
	CreateTime           string `json:"createTime"`
	UpdateBy             string `json:"updateBy"`
	UpdateByID           int64  `json:"updateById"`
	UpdateTime           string `json:"updateTime"`
	Remark               string `json:"remark"`
	AlipayPaymentID      string `json:"alipayPaymentId"`
	ApplyCarriage        int64  `json:"applyCarriage"`
	ApplyExpect          int64  `json:"applyExpect"`
	ApplyPayment         int64  `json:"applyPayment"`
	ApplyReason          string `json:"applyReason"`
	ApplyReasonID        int64  `json:"applyReasonId"`
	ApplySubReason       string `json:"applySubReason"`
	ApplySubReasonID     int64  `json:"applySubReasonId"`
	BuyerAlipayID        string `json:"buyerAlipayId"`
	BuyerLogisticsName   string `json:"buyerLogisticsName"`
	BuyerMemberID        string `json:"buyerMemberId"`
	BuyerSendGoods       bool   `json:"buyerSendGoods"`
	BuyerUserID          int64  `json:"buyerUserId"`
	CanRefundPayment     int64  `json:"canRefundPayment"`
	CrmModifyRefund      bool   `json:"crmModifyRefund"`
	DisburseChannel      string `json:"disburseChannel"`
	DisputeRequest       int64  `json:"disputeRequest"`
	DisputeType          int64  `json:"disputeType"`
	ExtInfo              string `json:"extInfo"`
	FreightBill          string `json:"freightBill"`
	FrozenFund           int64  `json:"frozenFund"`
	GmtApply             string `json:"gmtApply"`
	GmtCompleted         string `json:"gmtCompleted"`
	GmtCreate            string `json:"gmtCreate"`
	GmtFreezed           string `json:"gmtFreezed"`
	GmtModified          string `json:"gmtModified"`
	GmtTimeOut           string `json:"gmtTimeOut"`
	GoodsReceived        bool   `json:"goodsReceived"`
	GoodsStatus          int64  `json:"goodsStatus"`
	RefundID             string `json:"refundId"`
	InstantRefundType    string `json:"instantRefundType"`
	InsufficientAccount  bool   `json:"insufficientAccount"`
	InsufficientBail     bool   `json:"insufficientBail"`
	NewRefundReturn      bool   `json:"newRefundReturn"`
	OnlyRefund           bool   `json:"onlyRefund"`
	OrderEntryCountMap   string `json:"orderEntryCountMap"`
	OrderEntryIdList     string `json:"orderEntryIdList"`
	OrderID              int64  `json:"orderId"`
	PrepaidBalance       int64  `json:"prepaidBalance"`
	ProductName          string `json:"productName"`
	RefundCarriage       int64  `json:"refundCarriage"`
	RefundGoods          bool   `json:"refundGoods"`
	RefundPayment        int64  `json:"refundPayment"`
	RejectReason         string `json:"rejectReason"`
	RejectReasonID       int64  `json:"rejectReasonId"`
	RejectTimes          int64  `json:"rejectTimes"`
	SellerAlipayID       string `json:"sellerAlipayId"`
	SellerDelayDisburse  bool   `json:"sellerDelayDisburse"`
	SellerMemberID       string `json:"sellerMemberId"`
	SellerMobile         string `json:"sellerMobile"`
	SellerRealName       string `json:"sellerRealName"`
	SellerReceiveAddress string `json:"sellerReceiveAddress"`
	SellerTel            string `json:"sellerTel"`
	SellerUserID         string `json:"sellerUserId"`
	Status               string `json:"status"`
	SupportNewSteppay    bool   `json:"supportNewSteppay"`
	TaskStatus           string `json:"taskStatus"`
	TimeOutFreeze        bool   `json:"timeOutFreeze"`
	TimeOutOperateType   string `json:"timeOutOperateType"`
	TradeTypeStr         string `json:"tradeTypeStr"`
	RefundOperationList  string `json:"refundOperationList"`
	BuyerLoginID         string `json:"buyerLoginId"`
	SellerLoginID        string `json:"sellerLoginId"`
}

type handRefundRequest struct {
	RefundID string `json:"refundId"`
}

type handRefundResponse struct {
	RequestID string      `json:"requestId"`
	Code      int64       `json:"code"`
	Message   string      `json:"msg"`
	Data      *handRefund `json:"data"`
}
