package broker

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// handle is what an app needs to believe a return link.
type handle struct {
	Kind ReturnKind `json:"kind"`
	// URL is the one that the provider was given, the nonce included.
	URL string `json:"url,omitempty"`
	// Base and Nonce are its parts, as the core's session takes them.
	Base  string `json:"base,omitempty"`
	Nonce string `json:"nonce,omitempty"`
	// Handover is where the landing page sends the app, with the same nonce.
	Handover string `json:"handover,omitempty"`
}

// returning is where one session's visit to a bank ends.
type returning struct {
	kind  ReturnKind
	base  string        // without the nonce
	url   secret.String // with it, for the provider
	nonce secret.String
}

// returnOf decides where a session's return link leads.
func (b *Broker) returnOf(request sessionRequest) (returning, error) {
	out := returning{kind: request.ReturnKind}
	switch request.ReturnKind {
	case ReturnProvider:
		return out, nil
	case ReturnApp:
		if b.o.App.ReturnURL == "" {
			return out, answer.Contradictory("The app has no return link of its own.")
		}
		out.base = b.o.App.ReturnURL
	case ReturnLoopback:
		if !strings.HasPrefix(request.ReturnURL, "http://") {
			return out, answer.Contradictory("The return URL is not http on a loopback address.")
		}
		out.base = request.ReturnURL
	default:
		out.kind, out.base = ReturnLanding, b.landingURL(request.Provider)
	}
	var err error
	if out.nonce, err = oauth.NewNonce(b.o.Random); err != nil {
		return out, errRandom
	}
	if out.url, err = oauth.ReturnURL(out.base, out.nonce); err != nil {
		return out, answer.Contradictory("The return URL is not http on a loopback address.")
	}
	return out, nil
}

// landingURL is the landing page of a provider. Each has its own, so that one
// provider's link is never taken for another's.
func (b *Broker) landingURL(provider string) string {
	return b.public.String() + "/return/" + provider
}

// key finds a session by the nonce of its landing page. Only the landing page
// looks, so other kinds of return have none. The nonce itself is not in it.
func (r returning) key() string {
	if r.kind != ReturnLanding {
		return ""
	}
	return returnKey(r.nonce)
}

func returnKey(nonce secret.String) string {
	sum := sha256.Sum256([]byte("connecthost return " + nonce.Reveal()))
	return hex.EncodeToString(sum[:])
}

// handleOf describes a session's return to its app.
func (b *Broker) handleOf(s Session, nonce secret.String) *handle {
	h := &handle{Kind: s.ReturnKind, Base: s.ReturnBase, Nonce: nonce.Reveal()}
	if s.ReturnBase == "" {
		return h
	}
	// The base was read before: this cannot fail.
	if u, err := oauth.ReturnURL(s.ReturnBase, nonce); err == nil {
		h.URL = u.Reveal()
	}
	if s.ReturnKind == ReturnLanding {
		h.Handover = b.o.App.ReturnURL
	}
	return h
}

// nonceOf opens the nonce of a session; a session of the return kind "provider"
// has none.
func (b *Broker) nonceOf(s Session) (secret.String, error) {
	if len(s.SealedNonce) == 0 {
		return secret.String{}, nil
	}
	plain, err := b.unseal(s.SealedNonce, "nonce "+s.ID)
	return secret.New(plain), err
}
