package mxapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

func TestMicrodeposits_ofAnotherUserAreNotThere(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
	body := object{"micro_deposit": object{"email": "a@example.com"}}
	theirs := c.Must("POST", "/users/"+c.User("grace")+"/micro_deposits", body)["micro_deposit"].(object)["guid"].(string)
	c.User("ada")
	for method, path := range map[string]string{"GET": "/users/ada/micro_deposits/" + theirs, "DELETE": "/users/ada/micro_deposits/" + theirs} {
		status, _ := c.Call(method, path, nil)
		assert.Equal(t, 404, status)
	}
	assert.Empty(t, c.Must("GET", "/users/ada/micro_deposits", nil)["micro_deposits"])
	status, _ := c.Call("POST", "/users/ada/micro_deposits", object{})
	assert.Equal(t, 400, status)
	status, _ = c.Call("PUT", "/micro_deposits/"+theirs+"/verify", object{})
	assert.Equal(t, 400, status)
}
