package server_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"

	"github.com/pandapon/pandagen/gen/pandapon"
	"github.com/pandapon/pandagen/gen/pandapon/pandaponserver"
	"github.com/pandapon/pandagen/internal/example/notes"
	"github.com/pandapon/pandagen/internal/example/notes/notesserver"
	"github.com/pandapon/pandagen/runtime/server"
	"github.com/pandapon/pandagen/signer"
)

type refunds struct {
	pandaponserver.UnimplementedAlibabaRefunds
}

func (refunds) Get(ctx context.Context, req *pandapon.AlibabaRefundGetRequest) (*pandapon.AlibabaRefund, error) {
	identity, _ := server.IdentityFromContext(ctx)
	fmt.Println(identity.Key, "asks for", req.RefundID)
	return &pandapon.AlibabaRefund{RefundID: req.RefundID}, nil
}

// A server that verifies signatures, and a method that asks who signed.
func Example_signatures() {
	auth := pandaponserver.Auth{
		Signatures: signer.NewVerifier(signer.SecretMap{"test-access-key": {"test-access-secret"}}),
	}
	s := httptest.NewServer(pandaponserver.NewHandler(auth, pandaponserver.Services{AlibabaRefunds: refunds{}}))
	defer s.Close()

	client, err := pandapon.NewClient(pandapon.Credentials{AccessKey: "test-access-key", AccessSecret: "test-access-secret"},
		pandapon.WithBaseURL(s.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	refund, err := client.Alibaba.Refunds.Get(context.Background(), &pandapon.AlibabaRefundGetRequest{RefundID: "TQ1"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(refund.RefundID)
	// Output:
	// test-access-key asks for TQ1
	// TQ1
}

// User is who a bearer token belongs to.
type User struct {
	Name   string
	Scopes []string
}

var users = map[string]*User{
	"token-1": {Name: "ann", Scopes: []string{"read", "write"}},
	"token-2": {Name: "bob", Scopes: []string{"read"}},
}

// userOf finds the user of a bearer token.
func userOf(_ context.Context, token string, r server.AuthRequest) (any, error) {
	user := users[token]
	if user == nil {
		return nil, errors.New("nobody has this token")
	}
	for _, scope := range r.Scopes {
		if !slices.Contains(user.Scopes, scope) {
			return nil, fmt.Errorf("%s lacks %s: %w", user.Name, scope, server.ErrForbidden)
		}
	}
	return user, nil
}

type notebook struct{ notesserver.UnimplementedNotes }

func (notebook) Add(ctx context.Context, note *notes.Note) (*notes.Note, error) {
	user, _ := server.PrincipalFromContext[*User](ctx)
	return &notes.Note{Text: note.Text, Author: &user.Name}, nil
}

// A server that asks for bearer tokens, and a method that asks whose it was.
func Example_bearer() {
	s := httptest.NewServer(notesserver.NewHandler(notesserver.Auth{Bearer: userOf}, notesserver.Services{Notes: notebook{}},
		server.WithLogger(quiet)))
	defer s.Close()

	for _, token := range []string{"token-1", "token-2", "token-3"} {
		client, err := notes.NewClient(notes.WithBaseURL(s.URL), notes.WithHeader("Authorization", "Bearer "+token))
		if err != nil {
			fmt.Println(err)
			return
		}
		note, err := client.Notes.Add(context.Background(), &notes.Note{Text: "buy milk"})
		if failure, ok := errors.AsType[*notes.Error](err); ok {
			fmt.Println(token, "is answered", failure.HTTPStatus)
			continue
		}
		fmt.Println(*note.Author, "wrote:", note.Text)
	}
	// Output:
	// ann wrote: buy milk
	// token-2 is answered 403
	// token-3 is answered 401
}

// A handler without something that operations ask for does not start. Open says that nobody judges it.
func ExampleOpen() {
	handler := notesserver.NewHandler(notesserver.Auth{}, notesserver.Services{}, server.Open("bearer"))

	request := httptest.NewRequest("POST", "/notes", strings.NewReader(`{"text": "buy milk"}`))
	request.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	fmt.Println(answer.Code) // the request has reached a service that implements nothing

	defer func() { fmt.Println(recover()) }()
	notesserver.NewHandler(notesserver.Auth{}, notesserver.Services{})
	// Output:
	// 501
	// server: nothing judges security scheme "bearer", which is asked for by addNote, listNotes: set Auth.Bearer, or let everybody in with server.Open("bearer")
}
