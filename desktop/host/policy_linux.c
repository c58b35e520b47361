//go:build cgo

// Navigations and windows of the page: asked about, never followed unasked.
#include <libsoup/soup.h>

#include "engine_linux.h"
#include "_cgo_export.h"

// frame_of reads the frame from a request that a server redirected: only there
// does the engine say what the answer is for (Fetch Metadata,
// https://www.w3.org/TR/fetch-metadata/).
static int frame_of(WebKitURIRequest *request) {
	SoupMessageHeaders *headers = webkit_uri_request_get_http_headers(request);
	const char *dest = headers ? soup_message_headers_get_one(headers, "Sec-Fetch-Dest") : NULL;
	if (g_strcmp0(dest, "document") == 0) return CH_FRAME_MAIN;
	if (g_strcmp0(dest, "iframe") == 0 || g_strcmp0(dest, "frame") == 0) return CH_FRAME_SUB;
	return CH_FRAME_UNKNOWN;
}

static gboolean obey(WebKitPolicyDecision *decision, gboolean allow) {
	if (allow)
		webkit_policy_decision_use(decision);
	else
		webkit_policy_decision_ignore(decision);
	return TRUE;
}

static gboolean decide_navigation(WebKitPolicyDecision *decision, gboolean new_window, ch_window *w) {
	WebKitNavigationPolicyDecision *nav = WEBKIT_NAVIGATION_POLICY_DECISION(decision);
	WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(nav);
	WebKitURIRequest *request = webkit_navigation_action_get_request(action);
	int frame = frame_of(request);
	if (w->first && !new_window) frame = CH_FRAME_MAIN;
	w->first = FALSE;
	int allow = connecthostNavigate(w->handle, (char *)webkit_uri_request_get_uri(request), frame, new_window,
	                                webkit_navigation_action_is_redirect(action),
	                                webkit_navigation_action_is_user_gesture(action));
	return obey(decision, allow && !new_window);
}

// is_page reports whether a response can be shown as a page or part of one.
// Everything else would become a download.
static gboolean is_page(WebKitResponsePolicyDecision *decision, WebKitURIResponse *response) {
	SoupMessageHeaders *headers = webkit_uri_response_get_http_headers(response);
	const char *disposition = headers ? soup_message_headers_get_one(headers, "Content-Disposition") : NULL;
	if (disposition && g_ascii_strncasecmp(disposition, "attachment", 10) == 0) return FALSE;
	return webkit_response_policy_decision_is_mime_type_supported(decision);
}

static gboolean decide_response(WebKitPolicyDecision *decision, ch_window *w) {
	WebKitResponsePolicyDecision *policy = WEBKIT_RESPONSE_POLICY_DECISION(decision);
	WebKitURIResponse *response = webkit_response_policy_decision_get_response(policy);
	gboolean main = webkit_response_policy_decision_is_main_frame_main_resource(policy);
	// The address that was decided before, with its fragment.
	const char *uri = webkit_uri_request_get_uri(webkit_response_policy_decision_get_request(policy));
	int allow = connecthostRespond(w->handle, (char *)uri, main ? CH_FRAME_MAIN : CH_FRAME_SUB,
	                               (int)webkit_uri_response_get_status_code(response), is_page(policy, response));
	return obey(decision, allow);
}

gboolean ch_decide(WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type, ch_window *w) {
	(void)view;
	switch (type) {
	case WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION: return decide_navigation(decision, FALSE, w);
	case WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION: return decide_navigation(decision, TRUE, w);
	case WEBKIT_POLICY_DECISION_TYPE_RESPONSE: return decide_response(decision, w);
	default: return obey(decision, FALSE);
	}
}

// --- window.open -----------------------------------------------------------
//
// The page gets a real window, so that it does not think that its window was
// blocked, and so that it can set the address later. The window is a view that
// is never shown. Wherever it goes is asked about as a new window, and is
// never loaded. It stays until the page closes it, so that the page does not
// think that the user did; the oldest makes room for a fifth.

enum { MAX_POPUPS = 4 };

static const char *const with_gesture = "connecthost-gesture";

static void drop_popup(ch_window *w, WebKitWebView *popup) {
	w->popups = g_list_remove(w->popups, popup);
	g_signal_handlers_disconnect_by_data(popup, w);
	gtk_widget_destroy(GTK_WIDGET(popup));
	g_object_unref(popup);
}

void ch_drop_popups(ch_window *w) {
	while (w->popups) drop_popup(w, w->popups->data);
}

static gboolean decide_popup(WebKitWebView *popup, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type, ch_window *w) {
	if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE) return obey(decision, FALSE);
	WebKitNavigationPolicyDecision *nav = WEBKIT_NAVIGATION_POLICY_DECISION(decision);
	WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(nav);
	const char *uri = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
	// The empty page that every window begins with.
	if (!uri || !*uri || g_strcmp0(uri, "about:blank") == 0) return obey(decision, TRUE);
	// A page that opens a window on a click and sets its address when the
	// server has answered acts on that click. It counts once.
	gboolean gesture = g_object_steal_data(G_OBJECT(popup), with_gesture) != NULL;
	connecthostNavigate(w->handle, (char *)uri, CH_FRAME_UNKNOWN, TRUE, webkit_navigation_action_is_redirect(action),
	                    gesture || webkit_navigation_action_is_user_gesture(action));
	return obey(decision, FALSE);
}

static gboolean drop_later(gpointer popup) {
	ch_window *w = g_object_get_data(popup, "connecthost");
	if (w && g_list_find(w->popups, popup)) drop_popup(w, popup);
	return G_SOURCE_REMOVE;
}

// The page closed the window; it must not be destroyed inside its own signal.
static void on_popup_close(WebKitWebView *popup, ch_window *w) {
	(void)w;
	g_idle_add_full(G_PRIORITY_DEFAULT, drop_later, g_object_ref(popup), g_object_unref);
}

GtkWidget *ch_create(WebKitWebView *view, WebKitNavigationAction *action, ch_window *w) {
	if (g_list_length(w->popups) >= MAX_POPUPS) drop_popup(w, w->popups->data);
	WebKitWebView *popup = g_object_new(WEBKIT_TYPE_WEB_VIEW, "related-view", view, "settings", w->settings, NULL);
	g_object_ref_sink(popup);
	w->popups = g_list_append(w->popups, popup);
	g_object_set_data(G_OBJECT(popup), "connecthost", w);
	if (webkit_navigation_action_is_user_gesture(action)) g_object_set_data(G_OBJECT(popup), with_gesture, popup);
	ch_harden(popup, w);
	g_signal_connect(popup, "decide-policy", G_CALLBACK(decide_popup), w);
	g_signal_connect(popup, "close", G_CALLBACK(on_popup_close), w);
	return GTK_WIDGET(popup);
}
