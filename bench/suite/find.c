/* find.c -- experiments and cells by their names. */
#include "bench/suite/find.h"

#include <errno.h>
#include <string.h>

static bool is_named(const char *name, const char *text, size_t length)
{
    return strncmp(name, text, length) == 0 && name[length] == '\0';
}

/* The experiment's name is the first `length` bytes of `experiment`. */
static int find(const struct suite *suite, const char *experiment,
                size_t length, const char *cell, int *e, int *c)
{
    for (unsigned i = 0; suite && i < suite->experiments_count; i++) {
        const struct experiment *found = &suite->experiments[i];
        if (!is_named(found->name, experiment, length))
            continue;
        for (unsigned j = 0; j < found->cells_count; j++)
            if (strcmp(found->cells[j].name, cell) == 0) {
                *e = (int)i;
                *c = (int)j;
                return 0;
            }
    }
    return -ENOENT;
}

int find_cell(const struct suite *suite, const char *experiment,
              const char *cell, int *e, int *c)
{
    return find(suite, experiment, strlen(experiment), cell, e, c);
}

int find_named(const struct suite *suite, const char *name, int *e, int *c)
{
    const char *slash = strchr(name, '/');
    if (!slash)
        return -ENOENT;
    return find(suite, name, (size_t)(slash - name), slash + 1, e, c);
}
