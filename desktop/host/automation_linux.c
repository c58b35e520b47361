//go:build cgo && e2e

// For tests that drive the app like a user: with the build tag e2e, views can
// be controlled by WebKitWebDriver. It controls only views that were made for
// it, and the app's own are made by a library. The functions below have the
// names of WebKit's; as they are part of the program they are found before
// the ones of the shared library. Never build an app for release with e2e.
#include "engine_linux.h"

static WebKitWebView *first_view;

static WebKitWebView *on_create_web_view(WebKitAutomationSession *session) {
	(void)session;
	return first_view;
}

static void on_automation_started(WebKitWebContext *context, WebKitAutomationSession *session) {
	(void)context;
	WebKitApplicationInfo *info = webkit_application_info_new();
	webkit_application_info_set_name(info, "connecthost");
	webkit_automation_session_set_application_info(session, info);
	webkit_application_info_unref(info);
	g_signal_connect(session, "create-web-view", G_CALLBACK(on_create_web_view), NULL);
}

// Automation must be allowed before the first view exists, or a driver waits
// for its session without end. Only one context of a process may allow it.
gboolean ch_automated(void) {
	static gboolean done;
	if (!done) {
		WebKitWebContext *context = webkit_web_context_get_default();
		g_signal_connect(context, "automation-started", G_CALLBACK(on_automation_started), NULL);
		webkit_web_context_set_automation_allowed(context, TRUE);
		done = TRUE;
	}
	return TRUE;
}

// Only one context can be driven, and the app's own views are in the default
// one. Without e2e each session has a context of its own.
WebKitWebContext *ch_new_context(void) { return g_object_ref(webkit_web_context_get_default()); }

void ch_made(WebKitWebView *view) {
	if (first_view) return;
	first_view = view;
	g_object_add_weak_pointer(G_OBJECT(view), (gpointer *)&first_view);
}

static GtkWidget *controlled(WebKitUserContentManager *content) {
	gboolean automated = ch_automated();
	WebKitWebView *view =
	    content ? g_object_new(WEBKIT_TYPE_WEB_VIEW, "user-content-manager", content, "is-controlled-by-automation", automated, NULL)
	            : g_object_new(WEBKIT_TYPE_WEB_VIEW, "is-controlled-by-automation", automated, NULL);
	ch_made(view);
	return GTK_WIDGET(view);
}

GtkWidget *webkit_web_view_new(void) { return controlled(NULL); }

GtkWidget *webkit_web_view_new_with_user_content_manager(WebKitUserContentManager *content) { return controlled(content); }
