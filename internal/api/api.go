// Package api is the description of an API from which every emitter prints.
//
// It is made once, from a document, by package describe: names, Go types, order and comments are decided there, and an
// emitter never looks at the document again. Everything in it is safe to print: names are Go identifiers, comments are
// wrapped lines without control characters, and other text is only ever printed as a quoted literal.
package api

import (
	"math/big"
	"slices"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/runtime/sdk"
	"github.com/pandapon/pandagen/signer"
)

// API is a document described for Go.
type API struct {
	Title   string
	Version string
	Doc     Doc      // the document's description
	Graded  bool     // comments say of some things how well they are known
	Servers []string // base URLs, the first is the default
	BaseURL string   // the first of Servers; empty when a caller has to complete it

	Groups   []*Group   // the first steps from the client to the services
	Services []*Service // in document order
	Types    []*Type    // structs and enums in document order, then ids and units in theirs
	Times    *Times     // nil when the document does not declare how times are written
	Shared   *Package   // has the types that aliases stand for; nil when nothing is shared
	Lists    []*Type    // lists that have a name, because they have methods, in document order
	Webhooks []*Webhook // messages that the server sends, in document order

	Envelopes       []*Envelope // the different ones, in the order in which operations use them
	ServerEnvelopes []*Envelope // likewise, as far as a server needs them

	Schemes     []*Scheme    // request signatures that operations use, in document order
	Credentials []Credential // what a caller gives for all of them: schemes share what has one Go name
	Claims      []Claim      // those of Credentials that a client can change
	Security    []*Security  // what else operations ask for, in document order

	Undescribed Undescribed // what Client.Do calls

	// Aliases are the names, in the client's package, of what it repeats of package runtime, where a schema of the document or
	// something else has the name that it has there.
	Aliases  map[string]string
	Warnings document.Errors // what the user should know, although everything can be generated
}

// Operations returns the operations of all services, in order.
func (a *API) Operations() (all []*Operation) {
	for _, s := range a.Services {
		all = append(all, s.Operations...)
	}
	return all
}

// KnownSchemes returns the schemes whose rule is known.
func (a *API) KnownSchemes() []*Scheme {
	return slices.DeleteFunc(slices.Clone(a.Schemes), func(s *Scheme) bool { return s.Signature == nil })
}

// Credential returns what a caller gives under a Go name.
func (a *API) Credential(goName string) Credential {
	i := slices.IndexFunc(a.Credentials, func(c Credential) bool { return c.GoName == goName })
	return a.Credentials[i]
}

// Package is a Go package.
type Package struct {
	Name   string // pandapon
	Import string // github.com/pandapon/pandagen/gen/pandapon
	Client bool   // it has the client too, whose comments others refer to
}

// Group is a step from the client to services: client.Alibaba, which leads to client.Alibaba.Refunds.
type Group struct {
	Name    string   // Alibaba
	Path    []string // from the client: ["Alibaba"]
	Type    string   // in the client's package: AlibabaService
	Service *Service // nil when it only leads on
	Groups  []*Group // the next steps
}

// Doc is a comment: lines without the leading slashes, wrapped, free of control characters.
// An empty line separates paragraphs.
type Doc []string

// Service is a group of operations, reached as client.Alibaba.Refunds.
type Service struct {
	Group      *Group   // in the client
	Path       []string // the way from the client: ["Alibaba", "Refunds"]
	Name       string   // the path in one word: AlibabaRefunds
	File       string   // base name of its files: alibaba_refunds
	Doc        Doc
	Operations []*Operation
}

// Operation is one endpoint.
type Operation struct {
	ID         string // operationId
	Service    *Service
	Name       string // Go method: Get
	HTTPMethod string // upper case
	Path       string // template: /open/order/refund/cancel/{refundId}
	Variable   string // of the client's package, which describes it: alibabaRefundsGet
	Title      string // the page's title
	Doc        Doc
	Deprecated bool

	Request  *Type    // the struct a caller fills; nil when the operation takes nothing
	Params   []*Param // fields of Request that travel outside the body, in document order
	Body     *Body    // nil when nothing is sent
	Data     *Ref     // what a method returns; nil when the operation answers no data
	Media    string   // of an answer that is not JSON: Data is a string, or bytes; empty for JSON
	Accept   []string // media types of the answer, the one that servers answer with first; none for application/json alone
	Status   int      // of a success; 0 where the document leaves it open
	Others   []int    // successes with data of another form
	Envelope *Envelope
	Server   string          // the URL, or the path, below which Path lies, where that is not BaseURL
	Security [][]Requirement // alternatives: combinations of schemes; none when nobody is asked, an empty one for anonymous calls
	Scheme   *Scheme         // the first signature of Security, by which clients sign; nil when the operation is not signed
	Retry    Retry
	Paging   *Paging // nil when the operation does not answer in pages
	Source   Source
	Unsure   bool // the document is not sure of the request as it is described

	// DataNullable says that the data may be null.
	DataNullable bool
	// DataUnknown says that the operation's answer is not documented: Data is a json.RawMessage.
	DataUnknown bool
	Pos         document.Position
}

// Requirement is a security scheme that a request has to satisfy: a signature, or something else.
type Requirement struct {
	Scheme   *Scheme
	Security *Security
	Scopes   []string // in the document, of any kind of scheme
}

// Name is the name of the security scheme in the document.
func (r Requirement) Name() string {
	if r.Scheme != nil {
		return r.Scheme.Name
	}
	return r.Security.Name
}

// Param is a request field sent in the path, the query, a header or a cookie.
type Param struct {
	In     string // path, query, header, cookie
	Name   string // on the wire
	Prefix string // what stands before the value, in the path
	Join   string // what stands between the items of a list; empty when each is sent by itself
	Field  *Field // the field of Operation.Request
}

// Body is a request body.
type Body struct {
	Required bool
	// Field is the field of Operation.Request that holds the body; nil when the request is the body.
	Field *Field
	// Media is what a body is that is not JSON: a form, whose fields are the members of a struct; parts; a string, or bytes.
	Media string
	// ContentTypes are the media types that the body may have, the one that clients send first; none for application/json alone.
	ContentTypes []string
	Deep         []string // members of a form that are written as name[member]
}

// FormMedia is the Media of a form.
const FormMedia = "application/x-www-form-urlencoded"

// Retry says when the call engine may send an operation again.
type Retry struct {
	Rule  string // safe, idempotent, idempotent-with, never
	Field *Field // of Request, for idempotent-with
}

// Paging says how an operation's pages become one sequence.
type Paging struct {
	Method   string // Go method that returns the sequence: All
	Variable string // of the client's package, which describes it: alibabaOrdersListPages

	Page  *Field   // of Request: the page's number, an integer or a text
	Size  *Field   // of Request: how many items a page may have; nil when there is no such field
	Total []*Field // the way from Data to the number of all items, an integer or a text; nil when there is none
	Items []*Field // the way from Data to the list; nil when Data is the list
	Item  *Ref     // an element of the list
}

// Webhook is a message that the server sends.
type Webhook struct {
	ID     string // operationId
	Type   string // what the document lists it by: the type of the message
	Title  string // the page's title
	Body   string // the schema component of the message; empty when the document gives it no name
	Source Source
	Pos    document.Position
}

// Source is where an operation or type is documented.
type Source struct {
	Page     string
	Title    string // of the page
	TitleZH  string // of the page in Chinese
	Date     string
	Evidence string // documented, upstream, sibling, client, inferred, unknown
	Note     string // for those who maintain the document: it stands in no comment
}

// Scheme is a signature rule, with the Go names of what a caller gives.
type Scheme struct {
	Name        string // of the security scheme: pandapon-request
	Func        string // of the models' package, which returns the rule: PandaponRequestScheme
	Variable    string // of the client's package, which signs by it: pandaponRequest
	Doc         Doc
	Signature   *signer.Scheme // nil when the rule is not known
	Secret      string         // Go name of the secret's field: AccessSecret
	Credentials []Credential   // identity key, claims and named credentials, in order
	Env         string         // what the environment variables of the credentials begin with; empty when the document does not say
	Source      Source
	// Unverifiable are the reasons why a server rejects everything that is signed by the scheme.
	Unverifiable document.Errors
}

// Undescribed is how operations are signed and answered that the document does not describe.
type Undescribed struct {
	Variable string    // of the client's package: undescribed
	Scheme   *Scheme   // of the document as a whole, if operations use it too; nil when there is none
	Envelope *Envelope // of the document as a whole, one of API.Envelopes; nil when there is none
}

// Security is a security scheme without a signature: the caller gives what it asks for.
type Security struct {
	Name string // in the document
	Auth string // Go name of the field of a server's Auth
	Type string // apiKey, http, oauth2, openIdConnect or mutualTLS
	HTTP string // http: basic, bearer …, in lower case
	In   string // apiKey: header, query or cookie
	Key  string // apiKey: the name of the header, parameter or cookie
}

// Token returns how a token travels that satisfies the scheme; ok is false for what no token satisfies.
func (s *Security) Token() (t sdk.TokenScheme, ok bool) {
	t = sdk.TokenScheme{Name: s.Name, In: "header", Key: "Authorization"}
	switch {
	case s.Type == "apiKey":
		t.In, t.Key = s.In, s.Key
	case s.Type == "http" && s.HTTP == "basic":
		t.Prefix, t.Basic = "Basic ", true
	case s.Type == "http" && s.HTTP == "bearer", s.Type == "oauth2", s.Type == "openIdConnect":
		t.Prefix = "Bearer "
	default:
		return t, false
	}
	return t, true
}

// Credential is a value that a caller gives once, when the client is made.
type Credential struct {
	Name     string // in the scheme: access-key; a secret has none
	GoName   string // AccessKey
	Variable string // of the environment: PANDAPON_ACCESS_KEY; only in API.Credentials
	Required bool
	Doc      Doc
}

// Claim is what a request says about its sender besides the key: a client can be had that says something else.
type Claim struct {
	GoName string   // of the credential: UserID
	Names  []string // in the schemes: user-id
}

// Envelope names the members around an operation's data.
type Envelope struct {
	Variable string    // of the package that prints it: envelope
	Server   *Envelope // what a server needs of it, without what only callers judge by: one of API.ServerEnvelopes

	Code      string   // member with the result code
	Message   string   // member with the message
	Data      string   // member with the data
	RequestID string   // member with the request id, may be empty
	Success   []string // codes that mean success, as text
	Rejected  []string // codes that prove nothing happened, as text
	Outcome   *Outcome // a second verdict inside data
}

// Outcome is a verdict inside data, for answers that carry a failure under a successful code.
// Each is where a value may stand, the first choice first: paths of member names below data, or below an element of List.
type Outcome struct {
	List    []string   // the way to elements that are judged one by one, in which Each stands for every element; nil for data as a whole
	Success [][]string // without it, a code that is there is the verdict
	Code    [][]string
	Message [][]string
	// Expected says that the document describes Success as a boolean that is never null.
	Expected bool
}

// Each is the step of a way to every element of a list.
const Each = "[]"

// IDs is the method of an answer's type that returns the ids of what an operation created.
type IDs struct {
	Method string
	Doc    Doc
	Elem   Ref        // the type of an id
	Ways   [][]*Field // the ways to ids, from the type or from an element of the list; what is a list on a way is gone through
}

// TypeKind tells what a named type is.
type TypeKind uint8

// The kinds of named types. Schemas of any other shape are used in place.
const (
	Struct TypeKind = iota + 1
	Enum
	ID   // a text in Go, whatever it is on the wire
	Unit // an amount
	List
)

// Type is a named Go type.
type Type struct {
	Name   string // Go name: AlibabaRefund
	Schema string // the component's name, or the place of a lifted inline object
	Doc    Doc
	Kind   TypeKind
	File   string // base name of the files it is printed to: that of the first service which reaches it, or "shared"
	Source Source
	Pos    document.Position

	Fields   []*Field // Struct
	Variable string   // Struct: of its codec, which holds the names of the members: alibabaRefundFields
	Base     Kind     // Enum: String, Int64 or Uint64; ID: String; Unit: Int64 or Decimal
	Values   []*Value // Enum
	Elem     *Ref     // List
	IDs      *IDs     // nil unless the type is what a creation answers
	Unit     string   // Unit: its name in the document
	// Conversions lead to the other units of the family, in document order.
	Conversions []*Conversion
	InRequest   bool // reachable from a request: the request rule holds
	InResponse  bool
	Deprecated  bool
	Alias       bool // of the type that API.Shared has under this name
	// ParamsOnly says that the type is never JSON itself: its fields travel outside the body, or are the body.
	ParamsOnly bool
}

// Field is a member of a struct.
type Field struct {
	Name     string // Go name: OrderID
	Wire     string // name on the wire: orderId
	Ref      Ref
	Required bool // the document requires it
	Nullable bool // the document allows null
	// ReadOnly members are left out of requests, WriteOnly ones out of answers. Both are never true of a parameter.
	ReadOnly, WriteOnly bool
	Zero                Zero // what becomes of the field when it is zero
	// Rule is what the document demands of the value besides its type; nil when it demands nothing. Unsure says that the document
	// is not sure of Required.
	Rule       *sdk.Rule
	Unsure     bool
	Doc        Doc
	Deprecated bool
	Pos        document.Position
}

// Demanded reports whether requests must have the member.
func (f *Field) Demanded() bool { return f.Required && !f.ReadOnly }

// Conversion is how amounts of one unit become amounts of another.
type Conversion struct {
	To       *Type
	Num, Den int64 // how many of To one is
}

// IsExact reports whether every amount has an exact value in the other unit.
func (c *Conversion) IsExact(from *Type) bool {
	if from.Base != Int64 || c.To.Base != Decimal {
		return false // a decimal need not be a number, and whole numbers end
	}
	_, terminates := big.NewRat(c.Num, c.Den).FloatPrec()
	return terminates
}

// Times says how times are written.
type Times struct {
	Forms []string // unix-ms, unix-s, and patterns such as yyyy-MM-dd HH:mm:ss
	Zone  string   // of forms that name none
	Doc   Doc      // of the function that reads them
}

// Zero is what becomes of a field that is zero when a struct that was filled in by hand is encoded. One that was read is
// encoded as it was read.
type Zero uint8

// What becomes of fields that are zero.
const (
	ZeroWritten Zero = iota // 0, false, "", [], {}
	ZeroNull                // null
	ZeroOmitted             // the member is left out
	ZeroRefused             // an error of servers: the member must be there, and no zero value is valid
)

// Value is a constant of an enum.
type Value struct {
	Name    string // Go name of the constant: AlibabaRefundStatusSuccess
	Literal string // string enums: the text; integer enums: the digits
	Doc     Doc
	Pos     document.Position
}

// Kind is the shape of a value.
type Kind uint8

// The kinds of values.
const (
	String  Kind = iota + 1 // string
	Bool                    // bool
	Int64                   // int64
	Uint64                  // uint64
	Float64                 // float64
	Decimal                 // runtime.Decimal
	Any                     // json.RawMessage
	Named                   // *Type
	Array                   // []Elem
	Map                     // map[string]Elem
	Text                    // JSON in a string; the Go type is that of Elem
	Custom                  // a Go type named by the document or the configuration: encoded with its own methods
	Bytes                   // []byte: a body or an answer that is not JSON
	Parts                   // runtime.Multipart: a body of several parts
)

// The ways in which ids and units travel, beside String, Int64 and Decimal. No value has them for its kind.
const (
	Integer         Kind = iota + 100 // digits of any number, which are a text in Go
	IntegerDecimal                    // a decimal that must be whole
	StringOrInteger                   // as Integer or String; written as a text
	IntegerOrString                   // as Integer or String; written as a number where it is one
	Int64Text                         // an int64 in a string
	DecimalText                       // a decimal in a string
)

// Ref is a use of a type.
type Ref struct {
	Kind    Kind
	Pointer bool
	Type    *Type  // Named
	Wire    Kind   // Named: how an id or a unit travels
	Elem    *Ref   // Array, Map, Text
	Null    bool   // as an Elem: nil is null, and no empty list
	List    *Type  // Array: the list's name; nil for most
	Custom  string // Custom: "import/path.Type", or a predeclared type
}
