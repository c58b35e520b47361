package mxapi

import (
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// productList is a data request.
type productList struct {
	Products *[]string `json:"products"`
}

// products checks and returns the products of a data request, nil for none.
func (d *productList) products() ([]world.Product, error) {
	if d == nil {
		return nil, nil
	}
	if d.Products == nil {
		return nil, refuse(http.StatusBadRequest, "The field data_request.products is missing.")
	}
	var list []world.Product
	for _, name := range *d.Products {
		p, err := product(name)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}
