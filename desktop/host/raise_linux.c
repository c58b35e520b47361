//go:build cgo

// Windows that come to the front.
#include "engine_linux.h"

#ifdef GDK_WINDOWING_X11
#include <gdk/gdkx.h>
#endif

// now is the display's time. A window manager leaves a window behind the one
// that was used later, and the user comes from the browser: only a request of
// this moment counts. Wayland has no such time and decides by itself.
static guint32 now(GtkWidget *window) {
#ifdef GDK_WINDOWING_X11
	GdkWindow *at = gtk_widget_get_window(window);
	if (GDK_IS_X11_WINDOW(at)) return gdk_x11_get_server_time(at);
#endif
	return GDK_CURRENT_TIME;
}

static void raise_shown(GtkWidget *window) {
	if (gtk_widget_get_visible(window)) gtk_window_present_with_time(GTK_WINDOW(window), now(window));
}

void ch_focus(ch_window *w) { raise_shown(w->window); }

void ch_raise(const char *title) {
	GList *windows = gtk_window_list_toplevels();
	for (GList *at = windows; at; at = at->next)
		if (g_strcmp0(gtk_window_get_title(GTK_WINDOW(at->data)), title) == 0) raise_shown(GTK_WIDGET(at->data));
	g_list_free(windows);
}
