//go:build cgo

// Things that a widget's view may not do, whatever its page asks for.
#include "engine_linux.h"
#include "_cgo_export.h"

WebKitSettings *ch_new_settings(gboolean debug) {
	return g_object_new(WEBKIT_TYPE_SETTINGS,
	                    // Without this, window.open answers null unless the user has just clicked, and nobody is told.
	                    "javascript-can-open-windows-automatically", TRUE,
	                    "javascript-can-access-clipboard", FALSE,
	                    "allow-file-access-from-file-urls", FALSE,
	                    "allow-universal-access-from-file-urls", FALSE,
	                    "allow-modal-dialogs", FALSE,
	                    "allow-top-navigation-to-data-urls", FALSE,
	                    "disable-web-security", FALSE,
	                    "enable-back-forward-navigation-gestures", FALSE,
	                    "enable-page-cache", FALSE,
	                    "enable-developer-extras", debug,
	                    "enable-write-console-messages-to-stdout", debug,
	                    "enable-fullscreen", FALSE,
	                    "enable-encrypted-media", FALSE,
	                    "enable-media-stream", FALSE,
	                    "enable-webrtc", FALSE,
	                    "enable-mock-capture-devices", FALSE,
	                    "media-playback-requires-user-gesture", TRUE,
	                    "hardware-acceleration-policy", WEBKIT_HARDWARE_ACCELERATION_POLICY_ON_DEMAND, NULL);
}

static gboolean deny_permission(WebKitWebView *view, WebKitPermissionRequest *request) {
	(void)view;
	webkit_permission_request_deny(request);
	return TRUE;
}

// Dialogs of the page are answered at once and not shown: alert is dismissed,
// confirm and prompt are cancelled, leaving the page is agreed to.
static gboolean answer_dialog(WebKitWebView *view, WebKitScriptDialog *dialog) {
	(void)view;
	if (webkit_script_dialog_get_dialog_type(dialog) == WEBKIT_SCRIPT_DIALOG_BEFORE_UNLOAD_CONFIRM)
		webkit_script_dialog_confirm_set_confirmed(dialog, TRUE);
	return TRUE;
}

static gboolean refuse_file(WebKitWebView *view, WebKitFileChooserRequest *request) {
	(void)view;
	webkit_file_chooser_request_cancel(request);
	return TRUE;
}

// A server that asks for a password of its own gets none, and no dialog shows.
static gboolean refuse_login(WebKitWebView *view, WebKitAuthenticationRequest *request) {
	(void)view;
	webkit_authentication_request_authenticate(request, NULL);
	return TRUE;
}

// The menu of a text field stays, for cut and paste. The others offer to
// reload a page that is good for one use, to download, and to open windows.
static gboolean hide_menu(WebKitWebView *view, WebKitContextMenu *menu, GdkEvent *event, WebKitHitTestResult *hit) {
	(void)menu;
	(void)event;
	if (webkit_settings_get_enable_developer_extras(webkit_web_view_get_settings(view))) return FALSE;
	return !webkit_hit_test_result_context_is_editable(hit);
}

// For signals whose default is to do something: TRUE says that it was done.
static gboolean swallow(void) { return TRUE; }

// The context is shared with the app's own views: only ours are meant.
static void refuse_download(WebKitWebContext *context, WebKitDownload *download, ch_window *w) {
	(void)context;
	WebKitWebView *from = webkit_download_get_web_view(download);
	if (from != w->view && !g_list_find(w->popups, from)) return;
	webkit_download_cancel(download);
	connecthostDownload(w->handle);
}

void ch_harden(WebKitWebView *view, ch_window *w) {
	webkit_website_data_manager_set_tls_errors_policy(webkit_web_view_get_website_data_manager(view),
	                                                  WEBKIT_TLS_ERRORS_POLICY_FAIL);
	g_signal_connect(view, "permission-request", G_CALLBACK(deny_permission), w);
	g_signal_connect(view, "script-dialog", G_CALLBACK(answer_dialog), w);
	g_signal_connect(view, "run-file-chooser", G_CALLBACK(refuse_file), w);
	g_signal_connect(view, "authenticate", G_CALLBACK(refuse_login), w);
	g_signal_connect(view, "context-menu", G_CALLBACK(hide_menu), w);
	g_signal_connect(view, "print", G_CALLBACK(swallow), w);
	g_signal_connect(view, "show-notification", G_CALLBACK(swallow), w);
	g_signal_connect(view, "enter-fullscreen", G_CALLBACK(swallow), w);
	if (view == w->view) g_signal_connect(w->context, "download-started", G_CALLBACK(refuse_download), w);
}

char *ch_settings(ch_window *w) {
	GString *text = g_string_new(NULL);
	guint count = 0;
	GParamSpec **all = g_object_class_list_properties(G_OBJECT_GET_CLASS(w->settings), &count);
	for (guint i = 0; i < count; i++) {
		if (G_PARAM_SPEC_VALUE_TYPE(all[i]) != G_TYPE_BOOLEAN || all[i]->flags & G_PARAM_DEPRECATED) continue;
		gboolean on = FALSE;
		g_object_get(w->settings, all[i]->name, &on, NULL);
		g_string_append_printf(text, "%s=%s\n", all[i]->name, on ? "true" : "false");
	}
	g_free(all);
	return g_string_free(text, FALSE);
}
