//go:build cgo

// The window and its view: made, loaded, closed.
#include "engine_linux.h"
#include "_cgo_export.h"

static gboolean run_now(gpointer closure) {
	connecthostRun((uintptr_t)closure);
	return G_SOURCE_REMOVE;
}

void ch_run_later(uintptr_t closure) {
	// The default priority: at idle priority a busily painting page could
	// keep the window from being closed.
	g_idle_add_full(G_PRIORITY_DEFAULT, run_now, (gpointer)closure, NULL);
}

gboolean ch_on_main(void) { return g_main_context_is_owner(g_main_context_default()); }

static void on_message(WebKitUserContentManager *content, WebKitJavascriptResult *result, ch_window *w) {
	(void)content;
	JSCValue *value = webkit_javascript_result_get_js_value(result);
	if (!jsc_value_is_string(value)) return;
	GBytes *text = jsc_value_to_string_as_bytes(value);
	gsize length = 0;
	gconstpointer data = g_bytes_get_data(text, &length);
	if (length <= G_MAXINT) connecthostMessage(w->handle, (void *)data, (int)length);
	g_bytes_unref(text);
}

static void on_load_changed(WebKitWebView *view, WebKitLoadEvent event, ch_window *w) {
	(void)view;
	if (event == WEBKIT_LOAD_STARTED) w->load_broke = FALSE;
	if (event == WEBKIT_LOAD_FINISHED && !w->load_broke) connecthostLoaded(w->handle);
}

// A load that was stopped on purpose, by a decision of ours or by the page
// itself, is not a failure.
static gboolean stopped_on_purpose(const GError *error) {
	return g_error_matches(error, WEBKIT_NETWORK_ERROR, WEBKIT_NETWORK_ERROR_CANCELLED) ||
	       g_error_matches(error, WEBKIT_POLICY_ERROR, WEBKIT_POLICY_ERROR_FRAME_LOAD_INTERRUPTED_BY_POLICY_CHANGE);
}

static gboolean on_load_failed(WebKitWebView *view, WebKitLoadEvent event, const char *uri, GError *error, ch_window *w) {
	(void)view;
	(void)event;
	w->load_broke = TRUE;
	if (!stopped_on_purpose(error)) connecthostFailed(w->handle, (char *)uri, error->message);
	return TRUE; // no error page in the view
}

static gboolean on_tls_error(WebKitWebView *view, const char *uri, GTlsCertificate *certificate, GTlsCertificateFlags flags,
                             ch_window *w) {
	(void)view;
	(void)certificate;
	(void)flags;
	w->load_broke = TRUE;
	connecthostFailed(w->handle, (char *)uri, "the certificate of the server is not trusted");
	return TRUE;
}

static void on_terminated(WebKitWebView *view, WebKitWebProcessTerminationReason reason, ch_window *w) {
	(void)view;
	if (reason != WEBKIT_WEB_PROCESS_TERMINATED_BY_API) connecthostCrashed(w->handle);
}

static gboolean on_input(GtkWidget *widget, GdkEvent *event, ch_window *w) {
	(void)widget;
	(void)event;
	gint64 now = g_get_monotonic_time();
	if (now - w->touched_at >= G_USEC_PER_SEC) {
		w->touched_at = now;
		connecthostTouched(w->handle);
	}
	return FALSE;
}

static gboolean on_delete(GtkWidget *window, GdkEvent *event, ch_window *w) {
	(void)window;
	(void)event;
	connecthostDismissed(w->handle);
	return TRUE; // the session decides, and closes the window
}

// The page closes itself, which the first page of a view may do.
static void on_close(WebKitWebView *view, ch_window *w) {
	(void)view;
	connecthostDismissed(w->handle);
}

static void on_destroy(GtkWidget *window, ch_window *w) {
	(void)window;
	ch_drop_popups(w);
	g_signal_handlers_disconnect_by_data(w->view, w);
	g_signal_handlers_disconnect_by_data(w->content, w);
	g_signal_handlers_disconnect_by_data(w->context, w);
	// The page ends here and now; no other view shares its process. A driver
	// would take that for a crash and end its session.
	if (!ch_automated()) webkit_web_view_terminate_web_process(w->view);
	webkit_user_content_manager_remove_all_scripts(w->content);
	webkit_user_content_manager_unregister_script_message_handler_in_world(w->content, w->world, w->world);
	g_object_unref(w->settings);
	g_object_unref(w->content);
	g_object_unref(w->view);
	g_object_unref(w->context);
	uintptr_t handle = w->handle;
	g_free(w->world);
	g_free(w);
	connecthostDestroyed(handle);
}

static const char *const own_window = "connecthost";

// find_parent returns the window of the app over which ours belongs: the
// active one, else any visible one that is not ours.
static GtkWindow *find_parent(void) {
	GtkWindow *found = NULL;
	GList *all = gtk_window_list_toplevels();
	for (GList *l = all; l; l = l->next) {
		GtkWindow *candidate = GTK_WINDOW(l->data);
		if (!gtk_widget_get_visible(l->data) || g_object_get_data(l->data, own_window)) continue;
		if (gtk_window_get_window_type(candidate) != GTK_WINDOW_TOPLEVEL) continue;
		if (!found || gtk_window_is_active(candidate)) found = candidate;
	}
	g_list_free(all);
	return found;
}

static GtkWidget *new_window(const char *title, int width, int height) {
	GtkWindow *parent = find_parent();
	GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
	g_object_set_data(G_OBJECT(window), own_window, window);
	gtk_window_set_title(GTK_WINDOW(window), title);
	gtk_window_set_default_size(GTK_WINDOW(window), width, height);
	if (parent) {
		gtk_window_set_transient_for(GTK_WINDOW(window), parent);
		gtk_window_set_destroy_with_parent(GTK_WINDOW(window), TRUE);
		gtk_window_set_position(GTK_WINDOW(window), GTK_WIN_POS_CENTER_ON_PARENT);
		gtk_window_set_icon(GTK_WINDOW(window), gtk_window_get_icon(parent));
	} else {
		gtk_window_set_position(GTK_WINDOW(window), GTK_WIN_POS_CENTER);
	}
	return window;
}

// new_view makes a view with storage of its own in memory.
static void new_view(ch_window *w, gboolean debug) {
	w->context = ch_new_context();
	w->content = webkit_user_content_manager_new();
	w->settings = ch_new_settings(debug);
	w->view = g_object_new(WEBKIT_TYPE_WEB_VIEW, "web-context", w->context, "is-ephemeral", TRUE, "settings", w->settings,
	                       "user-content-manager", w->content, "is-controlled-by-automation", ch_automated(), NULL);
	g_object_ref_sink(w->view);
	ch_made(w->view);
}

static void connect(ch_window *w) {
	char *received = g_strdup_printf("script-message-received::%s", w->world);
	g_signal_connect(w->content, received, G_CALLBACK(on_message), w);
	g_free(received);
	webkit_user_content_manager_register_script_message_handler_in_world(w->content, w->world, w->world);
	ch_harden(w->view, w);
	g_signal_connect(w->view, "decide-policy", G_CALLBACK(ch_decide), w);
	g_signal_connect(w->view, "create", G_CALLBACK(ch_create), w);
	g_signal_connect(w->view, "load-changed", G_CALLBACK(on_load_changed), w);
	g_signal_connect(w->view, "load-failed", G_CALLBACK(on_load_failed), w);
	g_signal_connect(w->view, "load-failed-with-tls-errors", G_CALLBACK(on_tls_error), w);
	g_signal_connect(w->view, "web-process-terminated", G_CALLBACK(on_terminated), w);
	static const char *const inputs[] = {"button-press-event", "key-press-event", "scroll-event", "touch-event"};
	for (gsize i = 0; i < G_N_ELEMENTS(inputs); i++) g_signal_connect(w->view, inputs[i], G_CALLBACK(on_input), w);
	g_signal_connect(w->view, "close", G_CALLBACK(on_close), w);
	g_signal_connect(w->window, "delete-event", G_CALLBACK(on_delete), w);
	g_signal_connect(w->window, "destroy", G_CALLBACK(on_destroy), w);
}

ch_window *ch_new(uintptr_t handle, const char *title, int width, int height, gboolean debug, const char *world) {
	if (!gdk_display_get_default()) return NULL;
	ch_window *w = g_new0(ch_window, 1);
	w->handle = handle;
	w->world = g_strdup(world);
	w->touched_at = -G_USEC_PER_SEC;
	w->window = new_window(title, width, height);
	new_view(w, debug);
	connect(w);
	gtk_container_add(GTK_CONTAINER(w->window), GTK_WIDGET(w->view));
	return w;
}

// show_once shows the window with its first page.
static void show_once(ch_window *w) {
	if (gtk_widget_get_visible(w->window)) return;
	gtk_widget_show_all(w->window);
	gtk_widget_grab_focus(GTK_WIDGET(w->view));
}

void ch_load(ch_window *w, const char *uri, const char *source) {
	WebKitUserScript *script = webkit_user_script_new_for_world(source, WEBKIT_USER_CONTENT_INJECT_TOP_FRAME,
	                                                            WEBKIT_USER_SCRIPT_INJECT_AT_DOCUMENT_START, w->world, NULL, NULL);
	webkit_user_content_manager_remove_all_scripts(w->content);
	webkit_user_content_manager_add_script(w->content, script);
	webkit_user_script_unref(script);
	w->first = TRUE;
	show_once(w);
	webkit_web_view_load_uri(w->view, uri);
}

void ch_eval(ch_window *w, const char *code) {
	webkit_web_view_evaluate_javascript(w->view, code, -1, w->world, NULL, NULL, NULL, NULL);
}

void ch_close(ch_window *w) { gtk_widget_destroy(w->window); }
