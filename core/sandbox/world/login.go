package world

// rightPassword is what every institution of the sandbox accepts, with any
// user name.
const rightPassword = "correct"

// check tells whether the institution accepts the answers. Answers that do not
// fit its form are Invalid.
func (in Institution) check(answers []Answer) (accepted bool, err error) {
	given := map[string]string{}
	for _, a := range answers {
		if _, ok := in.credential(a.GUID); !ok {
			return false, invalid("The institution does not ask for one of the credentials.")
		}
		given[a.GUID] = a.Value
	}
	accepted = true
	for _, c := range in.Credentials {
		value := given[c.GUID]
		if value == "" {
			return false, invalid("The credential %s is missing.", c.Name)
		}
		if c.Type == Password && value != rightPassword {
			accepted = false
		}
	}
	return accepted, nil
}

func (in Institution) credential(guid string) (Credential, bool) {
	for _, c := range in.Credentials {
		if c.GUID == guid {
			return c, true
		}
	}
	return Credential{}, false
}
