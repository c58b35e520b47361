// Android's log on a machine that has none: standard error.
#include <android/log.h>
#include <stdarg.h>
#include <stdio.h>

int __android_log_print(int priority, const char *tag, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "%s: ", tag);
  int written = vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  (void)priority;
  return written;
}
