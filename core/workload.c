/* workload.c -- finding a workload by its name. */
#include "core/workload.h"

#include <errno.h>
#include <string.h>

const struct workload *workload_find(const struct workload *const *list,
                                     const char *name)
{
    for (const struct workload *const *w = list; *w; w++)
        if (strcmp((*w)->name, name) == 0)
            return *w;
    return NULL;
}

int workload_find_variant(const struct workload *workload, const char *word)
{
    const char *const *words = workload->variants;
    for (int i = 0; words && words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -EINVAL;
}

const char *workload_variant_name(const struct workload *workload, int variant)
{
    return workload->variants ? workload->variants[variant] : NULL;
}

const char *workload_kind_name(enum workload_kind kind)
{
    static const char *const names[] = {"io", "cpu", "mixed", "safety"};
    return names[kind];
}
