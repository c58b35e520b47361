package appid_test

import (
	"fmt"

	"github.com/connecthost/connecthost/desktop/link/appid"
)

func ExampleValid() {
	fmt.Println(appid.Valid("com.example.app"), appid.Valid("../app"))
	// Output: true false
}

func ExampleSchemes() {
	byDefault, err := appid.Schemes(nil, "com.example.App")
	fmt.Println(byDefault, err)
	_, err = appid.Schemes([]string{"https"}, "com.example.app")
	fmt.Println(err)
	// Output:
	// [com.example.app] <nil>
	// config_invalid: The setting Schemes takes schemes of the app's own, such as com.example.app.
}
