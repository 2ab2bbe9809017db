/* path.h -- puts paths together. */
#ifndef OVERLAP_CORE_BASE_PATH_H
#define OVERLAP_CORE_BASE_PATH_H

#include <limits.h>

/* Writes a path as printf() would, and returns it. A path that does not fit is
 * not cut off, for that could be the path of another file. It becomes a name
 * that no file can have: the kernel refuses it with ENAMETOOLONG. */
__attribute__((format(printf, 2, 3))) char *
path_format(char path[PATH_MAX], const char *format, ...);

#endif
