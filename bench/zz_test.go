package main
import ("testing";"time";"fmt";"encoding/json";"github.com/pandapon/pandagen/runtime")
func minD(f func()) time.Duration { best:=time.Hour; for range 400 { t:=time.Now(); for range 200 { f() }; if d:=time.Since(t)/200; d<best { best=d } }; return best }
var zz []byte
func TestZZ(t *testing.T){ o,th:=orderRequest(), oapiOrderRequest(); e:=runtime.NewEncoder(nil)
 zz,_=json.Marshal(th); fmt.Println(len(zz), string(zz))
 for range 3 { fmt.Println("std", minD(func(){ zz,_=json.Marshal(th) }), "encode", minD(func(){ e.Reset(e.Bytes()[:0]); o.EncodeJSON(e) }), "marshal", minD(func(){ zz,_=runtime.Marshal(o) })) } }
