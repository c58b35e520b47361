//go:build linux && cgo

#include "gtkloop.h"
#include <webkit2/webkit2.h>

static GtkWindow *find(const char *title) {
	GtkWindow *found = NULL;
	GList *all = gtk_window_list_toplevels();
	for (GList *l = all; l; l = l->next)
		if (g_strcmp0(gtk_window_get_title(l->data), title) == 0) found = l->data;
	g_list_free(all);
	return found;
}

int close_window(const char *title) {
	GtkWindow *w = find(title);
	if (w) gtk_window_close(w);
	return w != NULL;
}

int destroy_window(const char *title) {
	GtkWindow *w = find(title);
	if (w) gtk_widget_destroy(GTK_WIDGET(w));
	return w != NULL;
}

static int heard;

static void on_message(void) { heard++; }

// Like a view with bindings, which an app makes through a library.
void open_window(const char *title, const char *html) {
	WebKitUserContentManager *content = webkit_user_content_manager_new();
	g_signal_connect(content, "script-message-received::external", G_CALLBACK(on_message), NULL);
	webkit_user_content_manager_register_script_message_handler(content, "external");
	GtkWidget *w = gtk_window_new(GTK_WINDOW_TOPLEVEL);
	GtkWidget *view = webkit_web_view_new_with_user_content_manager(content);
	g_object_unref(content);
	gtk_window_set_title(GTK_WINDOW(w), title);
	gtk_container_add(GTK_CONTAINER(w), view);
	gtk_widget_show_all(w);
	webkit_web_view_load_html(WEBKIT_WEB_VIEW(view), html, NULL);
}

int messages(void) { return heard; }

// press sends a key to the view of a window, as an input device would.
int press(const char *title, unsigned key) {
	GtkWindow *w = find(title);
	if (!w) return 0;
	GtkWidget *view = gtk_bin_get_child(GTK_BIN(w));
	for (int up = 0; up <= 1; up++) {
		GdkEvent *e = gdk_event_new(up ? GDK_KEY_RELEASE : GDK_KEY_PRESS);
		e->key.window = g_object_ref(gtk_widget_get_window(view));
		e->key.keyval = key;
		e->key.time = GDK_CURRENT_TIME;
		gdk_event_set_device(e, gdk_seat_get_keyboard(gdk_display_get_default_seat(gdk_display_get_default())));
		gtk_main_do_event(e);
		gdk_event_free(e);
	}
	return 1;
}

static int requests;

static void on_request(WebKitURISchemeRequest *request) {
	static const char body[] = "window.stolen = 1";
	requests++;
	GInputStream *stream = g_memory_input_stream_new_from_data(body, sizeof body - 1, NULL);
	webkit_uri_scheme_request_finish(request, stream, sizeof body - 1, "text/javascript");
	g_object_unref(stream);
}

int scheme_requests(void) {
	static gboolean registered;
	if (!registered)
		webkit_web_context_register_uri_scheme(webkit_web_context_get_default(), "shellapp", (WebKitURISchemeRequestCallback)on_request, NULL, NULL);
	registered = TRUE;
	return requests;
}
