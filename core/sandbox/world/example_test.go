package world_test

import (
	"fmt"
	"log"
	"time"

	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// The state of a member follows from the world's clock: with a clock of one's own
// nothing has to be waited for.
func Example() {
	clock := clocktest.New(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	w := world.New(world.Config{Now: clock.Now, Delay: time.Second})
	user, err := w.CreateUser(world.UserFields{ID: new("u-1")})
	if err != nil {
		log.Fatal(err)
	}
	bank, err := w.Institution("harborlight")
	if err != nil {
		log.Fatal(err)
	}
	member, err := w.CreateMember(user.ID, bank.Code, world.MemberFields{Answers: []world.Answer{
		{GUID: bank.Credentials[0].GUID, Value: "ada"},
		{GUID: bank.Credentials[1].GUID, Value: "correct"},
	}})
	fmt.Println(member.Status, err)
	clock.Advance(time.Second)
	member, err = w.Member(user.ID, member.GUID)
	fmt.Println(member.Status, err)
	accounts, err := w.MemberAccounts(user.ID, member.GUID)
	fmt.Println(len(accounts), "accounts", err)
	// Output:
	// CREATED <nil>
	// CONNECTED <nil>
	// 3 accounts <nil>
}
