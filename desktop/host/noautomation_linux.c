//go:build cgo && !e2e

#include "engine_linux.h"

gboolean ch_automated(void) { return FALSE; }

void ch_made(WebKitWebView *view) { (void)view; }

// Each session has a context of its own. Schemes that the app registers in the
// default context, such as Wails' own, do not exist in it: in a shared one the
// widget's page and its workers could ask the app's asset server.
WebKitWebContext *ch_new_context(void) { return webkit_web_context_new_ephemeral(); }
