/* path.h -- paths that are put together. */
#ifndef OVERLAP_CORE_BASE_PATH_H
#define OVERLAP_CORE_BASE_PATH_H

#include <limits.h>

/* Writes a path as printf() would, and returns it. One that does not fit must
 * not be cut off, for that may be the path of something else. It becomes a
 * name that no file can have: whoever asks for it gets -ENAMETOOLONG, from the
 * kernel. */
__attribute__((format(printf, 2, 3))) char *
path_format(char path[PATH_MAX], const char *format, ...);

#endif
