//go:build linux && cgo

#include <gtk/gtk.h>
#include <stdint.h>
#include "_cgo_export.h"

static gboolean run_now(gpointer closure) {
	connecthostLoopRun((uintptr_t)closure);
	return G_SOURCE_REMOVE;
}

void connecthostLater(uintptr_t closure) {
	g_idle_add_full(G_PRIORITY_DEFAULT, run_now, (gpointer)closure, NULL);
}
