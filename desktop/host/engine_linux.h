// The WebKitGTK side of the Linux engine. Every function except ch_run_later
// runs on the GTK main thread; ch_run_later may be called from any thread.
#ifndef CONNECTHOST_ENGINE_LINUX_H
#define CONNECTHOST_ENGINE_LINUX_H

#include <gtk/gtk.h>
#include <stdint.h>
#include <webkit2/webkit2.h>

// Whether views can be driven by an automation, and the context for a new
// view; the caller gives the context back. See automation_linux.c.
gboolean ch_automated(void);
// ch_made lets a driver begin with a view when the app has no other.
void ch_made(WebKitWebView *view);
WebKitWebContext *ch_new_context(void);

typedef struct ch_window ch_window;

// The frame of a navigation; the numbers are those of navigation.Frame.
enum { CH_FRAME_UNKNOWN = 0, CH_FRAME_MAIN = 1, CH_FRAME_SUB = 2 };

// ch_run_later calls connecthostRun(closure) on the GTK main thread.
void ch_run_later(uintptr_t closure);
// ch_on_main reports whether the calling thread runs the GTK main loop.
gboolean ch_on_main(void);

// ch_new shows an empty window and returns NULL when there is no display.
// handle is passed to each callback; world names the script world, its
// message handler included.
ch_window *ch_new(uintptr_t handle, const char *title, int width, int height, gboolean debug, const char *world);
void ch_load(ch_window *w, const char *uri, const char *script);
void ch_eval(ch_window *w, const char *code);
void ch_focus(ch_window *w);
// ch_raise brings the windows with a title to the front, whoever owns them.
void ch_raise(const char *title);
void ch_close(ch_window *w);

// ch_settings lists the settings of the view, a "name=value" line for each;
// the caller frees the text.
char *ch_settings(ch_window *w);

// Shared between the C files.
struct ch_window {
	uintptr_t handle;
	char *world;
	GtkWidget *window;
	WebKitWebView *view;
	WebKitUserContentManager *content;
	WebKitSettings *settings;
	WebKitWebContext *context;
	GList *popups;       // hidden views of window.open, the oldest first
	gint64 touched_at;   // monotonic, in microseconds
	gboolean first;      // the next navigation is the one that ch_load began
	gboolean load_broke; // the load that is about to finish has failed
};

// policy_linux.c
gboolean ch_decide(WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type, ch_window *w);
GtkWidget *ch_create(WebKitWebView *view, WebKitNavigationAction *action, ch_window *w);
void ch_drop_popups(ch_window *w);
// harden_linux.c
WebKitSettings *ch_new_settings(gboolean debug);
void ch_harden(WebKitWebView *view, ch_window *w);

#endif
