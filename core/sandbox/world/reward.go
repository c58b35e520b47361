package world

import "time"

// Reward is the balance of a card's loyalty programme.
type Reward struct {
	GUID        string
	AccountGUID string
	MemberGUID  string
	UserGUID    string
	Points      int
	Description string
	ExpiresOn   time.Time
	CreatedAt   time.Time
}

// Rewards returns the rewards of a member. They are there after a reward job.
func (w *World) Rewards(userID, memberID string) ([]Reward, error) {
	list := []Reward{}
	err := w.provided(userID, memberID, "", Rewards, func(s sharedAccount) {
		if a := s.account; a.Type == "CREDIT_CARD" {
			list = append(list, Reward{
				GUID: stableID("RWD", a.GUID), AccountGUID: a.GUID, MemberGUID: a.MemberGUID, UserGUID: a.UserGUID,
				Points: int(amounts("points/"+a.InstitutionCode)(400, 60_000)), Description: "Compass Points",
				ExpiresOn: day(a.CreatedAt).AddDate(1, 0, 0), CreatedAt: a.CreatedAt,
			})
		}
	})
	return list, err
}

// Reward returns a reward of a member.
func (w *World) Reward(userID, memberID, guid string) (Reward, error) {
	list, err := w.Rewards(userID, memberID)
	if err != nil {
		return Reward{}, err
	}
	for _, r := range list {
		if r.GUID == guid {
			return r, nil
		}
	}
	return Reward{}, notFound("reward")
}
