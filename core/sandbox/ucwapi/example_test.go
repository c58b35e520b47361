package ucwapi_test

import (
	"fmt"
	"log"

	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// Connect plays the user of the widget: it returns what the widget's event says.
func ExampleFace_Connect() {
	f, err := ucwapi.New(ucwapi.Config{World: world.New(world.Config{}), HostURL: "https://ucw.example"})
	if err != nil {
		log.Fatal(err)
	}
	c, err := f.Connect("ada", "mxBank", "transactions")
	fmt.Println(c.Aggregator, c.UCPInstitutionID, c.ConnectionID, err)
	// Output: mx_int mxBank [secret] <nil>
}
