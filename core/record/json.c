/* json.c -- whether JSON was short of memory. */
#include "core/record/json.h"

#include <errno.h>
#include <jansson.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

static atomic_bool was_short;

static void *take(size_t bytes)
{
    void *memory = malloc(bytes);
    if (!memory)
        atomic_store(&was_short, true);
    return memory;
}

/* Whoever is linked with json_memory() has it watch from the start. */
static __attribute__((constructor)) void watch(void)
{
    json_set_alloc_funcs(take, free);
}

int json_memory(void)
{
    return atomic_load(&was_short) ? -ENOMEM : 0;
}
