package world

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/clocktest"
)

func newClock() *clocktest.Clock { return clocktest.New(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)) }

// answers fills in an institution's form.
func answers(t testing.TB, w *World, code, password string) []Answer {
	t.Helper()
	in, err := w.Institution(code)
	require.NoError(t, err)
	return []Answer{{in.Credentials[0].GUID, "ada"}, {in.Credentials[1].GUID, password}}
}

// connect makes a user with a member.
func connect(t testing.TB, w *World, code, password string) (User, Member) {
	t.Helper()
	u, err := w.CreateUser(UserFields{})
	require.NoError(t, err)
	m, err := w.CreateMember(u.GUID, code, MemberFields{Answers: answers(t, w, code, password)})
	require.NoError(t, err)
	return u, m
}

func TestMember_followsTheClock(t *testing.T) {
	for _, row := range []struct {
		name        string
		password    string
		after       time.Duration
		status      Status
		aggregating bool
		accounts    int
	}{
		{"rightPasswordAtOnce_created", "correct", 0, Created, true, 0},
		{"rightPasswordBeforeHalf_created", "correct", 749 * time.Millisecond, Created, true, 0},
		{"rightPasswordAtHalf_connectedWhileAggregating", "correct", 750 * time.Millisecond, Connected, true, 0},
		{"rightPasswordAtTheEnd_connected", "correct", 1500 * time.Millisecond, Connected, false, 3},
		{"wrongPasswordBeforeHalf_created", "wrong", 749 * time.Millisecond, Created, true, 0},
		{"wrongPasswordAtHalf_denied", "wrong", 750 * time.Millisecond, Denied, false, 0},
		{"wrongPasswordLater_denied", "wrong", time.Hour, Denied, false, 0},
		{"passwordInCapitals_denied", "CORRECT", time.Hour, Denied, false, 0},
		{"clockGoesBack_created", "correct", -time.Hour, Created, true, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newClock()
			w := New(Config{Now: c.Now, Delay: 1500 * time.Millisecond})
			u, m := connect(t, w, "harborlight", row.password)
			c.Advance(row.after)
			got, err := w.Member(u.GUID, m.GUID)
			require.NoError(t, err)
			assert.Equal(t, row.status, got.Status)
			assert.Equal(t, row.aggregating, got.Aggregating)
			accounts, err := w.Accounts(u.GUID)
			require.NoError(t, err)
			assert.Len(t, accounts, row.accounts)
		})
	}
}

func TestMember_endOfJobIsItsOwnTimeNotTheLooks(t *testing.T) {
	c := newClock()
	start := c.Now()
	w := New(Config{Now: c.Now, Delay: time.Second})
	u, m := connect(t, w, "mistral", "correct")
	c.Advance(time.Hour)
	got, err := w.Member(u.GUID, m.GUID)
	require.NoError(t, err)
	assert.Equal(t, start.Add(time.Second), got.SucceededAt)
}

func TestUpdateMember_wrongThenRight(t *testing.T) {
	c := newClock()
	w := New(Config{Now: c.Now, Delay: time.Second})
	u, m := connect(t, w, "mistral", "wrong")
	c.Advance(time.Second)
	updated, err := w.UpdateMember(u.GUID, m.GUID, MemberFields{Answers: answers(t, w, "mistral", "correct"), JobType: Verification})
	require.NoError(t, err)
	assert.Equal(t, Updated, updated.Status)
	assert.NotEqual(t, m.JobGUID, updated.JobGUID)
	job, err := w.Job(u.GUID, updated.JobGUID)
	require.NoError(t, err)
	assert.Equal(t, Verification, job.Type)
	c.Advance(time.Second)
	got, err := w.Member(u.GUID, m.GUID)
	require.NoError(t, err)
	assert.Equal(t, Connected, got.Status)
}

func TestRefusals(t *testing.T) {
	w := New(Config{Delay: time.Hour})
	u, m := connect(t, w, "harborlight", "correct")
	other, err := w.CreateUser(UserFields{ID: ptr("other")})
	require.NoError(t, err)
	form := answers(t, w, "mistral", "correct")
	create := func(a []Answer) error {
		_, err := w.CreateMember(u.GUID, "mistral", MemberFields{Answers: a})
		return err
	}
	for _, row := range []struct {
		name   string
		err    func() error
		reason Reason
	}{
		{"secondMemberAtAnInstitution_conflict", func() error {
			_, err := w.CreateMember(u.GUID, "harborlight", MemberFields{Answers: answers(t, w, "harborlight", "correct")})
			return err
		}, Conflict},
		{"jobWhileOneRuns_conflict", func() error { _, err := w.StartJob(u.GUID, m.GUID, Aggregation); return err }, Conflict},
		{"takenID_conflict", func() error { _, err := w.CreateUser(UserFields{ID: ptr("other")}); return err }, Conflict},
		{"noAnswers_invalid", func() error { return create(nil) }, Invalid},
		{"emptyPassword_invalid", func() error { return create([]Answer{form[0], {form[1].GUID, ""}}) }, Invalid},
		{"loginMissing_invalid", func() error { return create(form[1:]) }, Invalid},
		{"answerOfAnotherInstitution_invalid", func() error { return create(answers(t, w, "harborlight", "correct")) }, Invalid},
		{"unknownInstitution_notFound", func() error { _, err := w.CreateMember(u.GUID, "nobank", MemberFields{}); return err }, NotFound},
		{"memberOfAnotherUser_notFound", func() error { _, err := w.Member(other.GUID, m.GUID); return err }, NotFound},
		{"jobOfAnotherUser_notFound", func() error { _, err := w.Job(other.GUID, m.JobGUID); return err }, NotFound},
		{"userWithTheEmptyID_notFound", func() error { _, err := w.User(""); return err }, NotFound},
	} {
		t.Run(row.name, func(t *testing.T) {
			var refusal *Error
			require.ErrorAs(t, row.err(), &refusal)
			assert.Equal(t, row.reason, refusal.Reason)
			assert.NotContains(t, refusal.Message, "correct")
		})
	}
}

func TestDeleteUser_takesEverythingAlong(t *testing.T) {
	w := New(Config{})
	u, m := connect(t, w, "harborlight", "correct")
	require.NoError(t, w.DeleteUser(u.GUID))
	_, err := w.Member(u.GUID, m.GUID)
	assert.Error(t, err)
	assert.Empty(t, w.members)
	assert.Empty(t, w.jobs)
	assert.Empty(t, w.Users(UserFilter{}))
}

func TestDeleteMember_freesTheInstitution(t *testing.T) {
	w := New(Config{})
	u, m := connect(t, w, "harborlight", "correct")
	require.NoError(t, w.DeleteMember(u.GUID, m.GUID))
	_, err := w.CreateMember(u.GUID, "harborlight", MemberFields{Answers: answers(t, w, "harborlight", "correct")})
	assert.NoError(t, err)
}

func TestSameSeedAndCalls_sameWorld(t *testing.T) {
	run := func(seed uint64) []Account {
		w := New(Config{Seed: seed, Now: newClock().Now})
		u, _ := connect(t, w, "harborlight", "correct")
		accounts, err := w.Accounts(u.GUID)
		require.NoError(t, err)
		return accounts
	}
	assert.Equal(t, run(7), run(7))
	assert.NotEqual(t, run(7)[0].GUID, run(8)[0].GUID)
	assert.Equal(t, run(7)[0].Balance, run(8)[0].Balance, "balances belong to the institution")
}

func TestInstitutions_areFitForTheirUse(t *testing.T) {
	w := New(Config{})
	all := w.Institutions(InstitutionFilter{})
	assert.Greater(t, len(all), 25, "more than one page")
	seen := map[string]bool{}
	for _, in := range all {
		assert.Regexp(t, `^[A-Za-z ]+$`, in.Name, "the tile's name is made from it")
		assert.True(t, strings.HasPrefix(in.Logo, "data:image/svg+xml;base64,"))
		assert.True(t, strings.HasSuffix(in.URL, ".example/"), "the URL must lead nowhere")
		assert.False(t, seen[in.Code] || seen[in.GUID], in.Code)
		seen[in.Code], seen[in.GUID] = true, true
	}
	popular := w.Institutions(InstitutionFilter{Popular: true})
	require.Len(t, popular, 10)
	assert.Equal(t, "Harborlight Bank", popular[0].Name)
	assert.Equal(t, "Mistral Credit Union", popular[1].Name)
	assert.Len(t, w.Institutions(InstitutionFilter{Name: "HARBOR"}), 1)
	for _, in := range w.Institutions(InstitutionFilter{Products: []Product{Rewards, Statements}}) {
		assert.Contains(t, in.Products, Rewards)
		assert.Contains(t, in.Products, Statements)
	}
}

func TestStatusNames(t *testing.T) {
	assert.Equal(t, "CONNECTED", Status(6).String())
	assert.Equal(t, "PENDING", Status(21).String())
	assert.Equal(t, "UNKNOWN", Status(22).String())
	assert.Equal(t, "UNKNOWN", Status(-1).String())
}

func TestWorld_concurrentUse(t *testing.T) {
	w := New(Config{Delay: time.Millisecond})
	form := answers(t, w, "mistral", "correct")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				u, err := w.CreateUser(UserFields{})
				if err != nil {
					t.Error(err)
					return
				}
				m, err := w.CreateMember(u.GUID, "mistral", MemberFields{Answers: form})
				if err != nil {
					t.Error(err)
					return
				}
				w.Member(u.GUID, m.GUID)
				w.StartJob(u.GUID, m.GUID, Aggregation)
				w.Accounts(u.GUID)
				w.Users(UserFilter{})
				w.DeleteUser(u.GUID)
			}
		})
	}
	wg.Wait()
	assert.Empty(t, w.members)
}

func ptr[T any](v T) *T { return &v }
