/* whole.h -- makes a folder whole or not at all. */
#ifndef OVERLAP_LABS_GRADER_WHOLE_H
#define OVERLAP_LABS_GRADER_WHOLE_H

#include "core/base/why.h"

typedef int whole_fill(const char *into, const void *arg, char why[WHY_MAX]);

/* Makes the folder `dir`, which is new or empty: has `fill` fill one beside it,
 * which is then moved there. After process_begin(), for a signal would leave half
 * of it. 0, or a negative errno value and a line in `why`. */
int whole_make(const char *dir, whole_fill *fill, const void *arg,
               char why[WHY_MAX]);

#endif
