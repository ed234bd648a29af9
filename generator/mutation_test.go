package generator

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"

	"github.com/pandapon/pandagen/internal/document"
	"github.com/pandapon/pandagen/internal/emit"
)

var mutations = flag.Int("mutations", 150, "how many mutated documents to try")

// Whatever a document says: it has findings, or the code that comes out compiles. Documents are made by exchanging values
// within good ones and by putting in what is likely to hurt.
func TestMutatedDocuments(t *testing.T) {
	var seeds [][]byte
	for _, name := range []string{"golden/shop", "golden/hostile", "golden/downstream", "world/media", "world/parameters", "world/composition", "world/names", "golden/values"} {
		content, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name), "openapi.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		seeds = append(seeds, content)
	}
	ctx := context.Background()
	exports := startExports(ctx, ".")
	good := 0
	for seed := range *mutations {
		random := rand.New(rand.NewPCG(uint64(seed), 0))
		text := mutate(t, random, seeds[random.IntN(len(seeds))])
		err := guard("generating", func() error { return compileDocument(ctx, text, exports) })
		if err == nil {
			good++
		} else if _, ok := errors.AsType[document.Errors](err); !ok {
			t.Errorf("mutation %d: %v\n%s", seed, err, text)
		}
	}
	if good < *mutations/20 {
		t.Errorf("only %d of %d mutated documents are good: the test sees too little", good, *mutations)
	}
}

// compileDocument does what Build does, without the file system.
func compileDocument(ctx context.Context, text []byte, exports *exports) error {
	doc, err := document.Load(ctx, document.FromFS(fstest.MapFS{"openapi.yaml": {Data: text}}, "openapi.yaml", ""))
	if err != nil {
		return err
	}
	root, err := document.Bundle(doc)
	if err != nil {
		return err
	}
	if err := validate(ctx, root); err != nil {
		return err
	}
	cfg := Config{Emit: Emitters(), Output: "shop", Server: Target{Output: "shop/shopserver"}}
	in := &input{packages: [targets]emit.Package{{Name: "shop", Import: "example.com/shop"}, {Name: "shopserver", Import: "example.com/shop/shopserver"}}}
	if in.api, err = describeAPI(ctx, root, cfg); err != nil {
		return err
	}
	units, _, err := printUnits(ctx, cfg, in)
	if err != nil {
		return err
	}
	_, err = finishUnits(ctx, in.api, cfg, units, nil, exports)
	return err
}

// mutate changes one to four places of a document.
func mutate(t *testing.T, random *rand.Rand, text []byte) []byte {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	for range 1 + random.IntN(4) {
		var nodes []*yaml.Node
		collect(doc.Content[0], &nodes)
		at, other := nodes[random.IntN(len(nodes))], nodes[random.IntN(len(nodes))]
		switch random.IntN(5) {
		case 0: // another value of the document
			if !contains(other, at) {
				*at = *other
			}
		case 1, 2: // a value of a dictionary
			*at = yaml.Node{Kind: yaml.ScalarNode, Style: yaml.DoubleQuotedStyle, Tag: "!!str", Value: words[random.IntN(len(words))]}
		case 3: // a bare scalar, or the beginning of a schema
			if err := yaml.Unmarshal([]byte(values[random.IntN(len(values))]), at); err != nil {
				t.Fatal(err)
			}
			*at = *at.Content[0]
		case 4: // something is missing
			if n := len(at.Content); n > 1 {
				i := random.IntN(n/2) * 2
				at.Content = append(at.Content[:i:i], at.Content[min(i+2, n):]...)
			}
		}
	}
	var out bytes.Buffer
	if err := yaml.NewEncoder(&out).Encode(&doc); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func collect(n *yaml.Node, nodes *[]*yaml.Node) {
	*nodes = append(*nodes, n)
	for _, c := range n.Content {
		collect(c, nodes)
	}
}

// contains reports whether putting n in the place of at would make a circle.
func contains(n, at *yaml.Node) bool {
	if n == at {
		return true
	}
	for _, c := range n.Content {
		if contains(c, at) {
			return true
		}
	}
	return false
}

// words are names that collide with something, or are no names.
var words = []string{
	"Client", "client", "Option", "Services", "Credentials", "NewClient", "NewHandler", "Unknown", "envelope", "orders", "Orders",
	"OrdersService", "UnimplementedOrders", "Order", "OrderStatus", "OrderGetRequest", "ordersGet", "orderFields", "Get", "Create",
	"context", "json", "runtime", "signer", "strconv", "http", "req", "ctx", "opts", "data", "err", "error", "string", "int64", "nil", "true",
	"type", "func", "range", "map", "init", "main", "_", "-", "", " ", "a b", "1", "é", "名前", "ß", "ǅ", "`", "\"", "\\", "\n", "*/", "\x00", "\u2028",
	"#/components/schemas/Order", "#/components/schemas/Item", "#", "decimal", "int32", "date-time", "object", "array", "null",
	"DecodeJSON", "MarshalJSON", "String", "Body", "As", "Warehouse", "Warehouse.Stock", "Shop", "shop-request", "safe", "path", "query",
}

// values are schemas and scalars in unexpected places.
var values = []string{
	"null", "true", "12345678901234567890123", "-0.0", "1e400", "[]", "{}", "[null]", "{a: {}}",
	"{type: object}", "{type: array}", "{type: array, items: {type: array, items: {}}}", "{type: [string, 'null']}", "{type: [string, integer]}",
	"{type: object, additionalProperties: {type: object, properties: {a: {type: integer}}}}", "{type: object, additionalProperties: true, properties: {a: {}}}",
	"{allOf: [{$ref: '#/components/schemas/Order'}, {type: object, properties: {more: {type: string}}}]}",
	"{oneOf: [{type: string}, {type: integer}]}", "{type: integer, enum: [1, 2, 2]}", "{enum: [a, 1, null]}", "{type: string, enum: [a, A, a b, a_b]}",
	"{type: boolean, enum: [true]}", "{type: number, format: decimal}", "{type: integer, format: int32, minimum: 0}", "{const: x}", "true",
	"{type: string, contentMediaType: application/json, contentSchema: {type: array, items: {$ref: '#/components/schemas/Item'}}}",
	"{type: string, x-go: {type: time.Time}}", "{type: object, x-go: {pointer: true}, properties: {a: {type: object, properties: {b: {}}}}}",
	"{application/xml: {}}", "{multipart/form-data: {schema: {type: object}}}", "{text/plain: {}, application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Note'}}}",
	"deepObject", "pipeDelimited", "{in: cookie, name: a, schema: {type: array, items: {}}}", "{in: query, name: b, style: deepObject, schema: {$ref: '#/components/schemas/Tree'}}",
	"{$ref: '#/components/schemas/Order'}", "{type: array, items: {$ref: '#/components/schemas/Order'}}", "{type: string, nullable: true}",
	"{allOf: [{$ref: '#/components/schemas/Order'}, {type: object, properties: {id: {minimum: 1, readOnly: true}, items: {type: array, items: {type: object, properties: {more: {type: string}}}}}}]}",
	"{allOf: [{$ref: '#/components/schemas/Tree'}, {properties: {parent: {$ref: '#/components/schemas/Order'}, children: {items: {$ref: '#/components/schemas/Item'}}}}]}",
	"{$ref: '#/components/schemas/Order', readOnly: true}", "{$ref: '#/components/schemas/Item', writeOnly: true}", "{type: integer, format: uint64}", "{type: integer, format: uint64, enum: [0, 18446744073709551615]}",
	"{type: array, items: {type: [array, 'null'], items: {type: [integer, 'null'], format: uint64}}}", "{type: object, additionalProperties: {type: [object, 'null'], additionalProperties: {nullable: true, allOf: [{$ref: '#/components/schemas/Item'}]}}}",
}
