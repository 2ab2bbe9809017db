/* workload.c -- finding a workload by its name. */
#include "workload.h"

#include <string.h>

const struct workload *workload_find(const char *name)
{
    for (const struct workload *const *w = workload_list; *w; w++)
        if (strcmp((*w)->name, name) == 0)
            return *w;
    return NULL;
}

const char *workload_kind_name(enum workload_kind kind)
{
    static const char *const names[] = {"io", "cpu", "mixed", "safety"};
    return names[kind];
}
