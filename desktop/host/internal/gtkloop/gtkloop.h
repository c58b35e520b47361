// The GTK side of gtkloop.
#ifndef CONNECTHOST_GTKLOOP_H
#define CONNECTHOST_GTKLOOP_H

#include <gtk/gtk.h>

int close_window(const char *title);
int destroy_window(const char *title);
void open_window(const char *title, const char *html);
int press(const char *title, unsigned key);
int messages(void);
int scheme_requests(void);

#endif
