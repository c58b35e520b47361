package ucwapi

// identityData: GET /api/data/identity. The owner is invented.
func (f *Face) identityData(q dataRequest) (any, error) {
	accounts, err := f.World.MemberAccounts(q.connection.user, q.connection.member)
	if err != nil {
		return nil, err
	}
	owned := []object{}
	for _, a := range accounts {
		owned = append(owned, object{"accountId": a.GUID})
	}
	return object{"customers": []object{{
		"customerId": "CUS-" + q.connection.guid,
		"name":       object{"first": "Ada", "last": "Sandbox"},
		"addresses":  []object{{"line1": "1 Harbor Walk", "city": "Portside", "state": "ME", "postalCode": "04101"}},
		"email":      []string{"ada@sandbox.example"},
		"telephones": []object{{"number": "5550100199"}},
		"accounts":   owned,
	}}}, nil
}
