package world

// rightPassword is what every institution of the sandbox accepts, with any
// user name.
const rightPassword = "correct"

// login is what an institution makes of the answers to its form. What the
// user typed is not kept.
type login struct {
	accepted bool
	names    bool   // the password names a status
	status   Status // that it names
}

// apply lets a login take effect on a member, with its next job.
func (l login) apply(m *member, in Institution) {
	m.accepted, m.question, m.verdict, m.Question = l.accepted, in.conduct.question, unasked, nil
	m.ending, m.during = nil, nil
	switch {
	case !l.names || l.status == Connected:
	case l.status == Challenged:
		m.question = TextQuestion
	case l.status.passing():
		m.during = &l.status
	default:
		m.ending = &l.status
	}
}

// check tells what the institution makes of the answers. Answers that do not
// fit its form are Invalid.
func (in Institution) check(answers []Answer) (login, error) {
	if in.conduct.down {
		return login{}, &Error{Reason: Down, Message: "The institution does not answer at the moment."}
	}
	if in.OAuth {
		return login{}, invalid("Users log in at the institution's own site.")
	}
	given := map[string]string{}
	for _, a := range answers {
		if _, ok := in.credential(a.GUID); !ok {
			return login{}, invalid("The institution does not ask for one of the credentials.")
		}
		given[a.GUID] = a.Value
	}
	result := login{accepted: true}
	for _, c := range in.Credentials {
		value := given[c.GUID]
		if value == "" {
			return login{}, invalid("The credential %s is missing.", c.Name)
		}
		if c.Type == Password && value != rightPassword {
			result.status, result.names = in.conduct.statusOf(value)
			result.accepted = result.names
		}
	}
	return result, nil
}

func (in Institution) credential(guid string) (Credential, bool) {
	for _, c := range in.Credentials {
		if c.GUID == guid {
			return c, true
		}
	}
	return Credential{}, false
}
