// The part of Android's logging that gobind's C code calls.
#pragma once

enum { ANDROID_LOG_INFO = 4, ANDROID_LOG_FATAL = 7 };

int __android_log_print(int priority, const char *tag, const char *format, ...);
