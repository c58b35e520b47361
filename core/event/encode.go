package event

import (
	"encoding/json"

	"github.com/connecthost/connecthost/core/internal/jsonscan"
	"github.com/connecthost/connecthost/core/internal/jsontext"
)

// The messages to the widget. Each is JSON in which <, >, &, U+2028 and
// U+2029 are escaped, so that it may also stand inside a script; post its
// text, which is what MX's own SDKs do.

// EncodePing keeps the widget's session alive.
func EncodePing() json.RawMessage {
	return json.RawMessage(`{"type":"` + typePing + `"}`)
}

// EncodeSDKInfo tells the widget who hosts it. Send it once for each
// GenericLoad.
func EncodeSDKInfo(sdk, version string) json.RawMessage {
	out := jsontext.AppendString([]byte(`{"type":"`+typeSDKInfo+`","metadata":{"sdk":`), sdk)
	out = jsontext.AppendString(append(out, `,"version":`...), version)
	return append(out, `}}`...)
}

// EncodeNavigateBack asks the widget to go back by one screen. It answers
// with GenericNavigation, or never.
func EncodeNavigateBack() json.RawMessage {
	return json.RawMessage(`{"mx":true,"type":"` + typeNavigation + `","payload":{"action":"back"}}`)
}

// EncodeOAuthSuccess tells the widget that the user is back from the
// institution with a connection.
func EncodeOAuthSuccess(memberGUID string) json.RawMessage {
	out := jsontext.AppendString([]byte(`{"mx":true,"type":"`+typeOAuthSuccess+`","metadata":{"member_guid":`), memberGUID)
	return append(out, `}}`...)
}

// EncodeOAuthError tells the widget that the user is back without one.
func EncodeOAuthError() json.RawMessage {
	return json.RawMessage(`{"mx":true,"type":"` + typeOAuthError + `","metadata":{}}`)
}

// The types of the messages to the widget.
const (
	typePing         = "ping"
	typeSDKInfo      = "mx/sdk/info"
	typeNavigation   = "mx/navigation"
	typeOAuthSuccess = "oauthComplete/success"
	typeOAuthError   = "oauthComplete/error"
)

// IsEcho reports whether data, as given to FromMessage, is a message from a
// host to the widget. A page that is not in a frame hears what is posted to
// it, so a host that listens there hears itself.
func (p *Parser) IsEcho(data string) bool {
	if len(data) > p.limits.Bytes {
		return false
	}
	var room jsonscan.Room
	d := jsonscan.In(&room)
	if _, _, flaw := scanMessage(data, &d, p.limits); flaw != jsonscan.Fine {
		return false
	}
	i := d.Child(jsonscan.Root, "type")
	if i == jsonscan.None || d.Kind(i) != jsonscan.String {
		return false
	}
	switch d.Text(i) {
	case typeSDKInfo, typeOAuthSuccess, typeOAuthError:
		return true
	case typePing:
		return d.Len() == 2 // the object and its type, nothing else
	case typeNavigation:
		return d.Child(d.Child(jsonscan.Root, "payload"), "action") != jsonscan.None
	}
	return false
}
