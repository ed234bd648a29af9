package document

// Limits on what is read. They are far above any real document, and keep a hostile one from taking the machine along.
const (
	maxFileSize  = 128 << 20 // bytes of one file
	maxTotalSize = 128 << 20 // bytes of all files
	maxFiles     = 1000
	maxDepth     = 200 // nested objects and arrays
	maxNodes     = 16_000_000
	maxAliased   = 100_000 // nodes that aliases of one YAML file stand for
	maxErrors    = 100     // findings of one file
)

// budget is what is left of the limits that all files of a document share.
type budget struct {
	nodes, bytes, files int
}

func newBudget() *budget { return &budget{nodes: maxNodes, bytes: maxTotalSize, files: maxFiles} }

// slab hands out nodes from blocks: a document of a million nodes costs thousands of allocations instead.
type slab struct{ free []Node }

func (s *slab) node(kind Kind, pos Position) *Node {
	if len(s.free) == 0 {
		s.free = make([]Node, 128)
	}
	n := &s.free[0]
	s.free = s.free[1:]
	n.Kind, n.Pos = kind, pos
	return n
}
