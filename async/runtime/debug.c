/* debug.c -- what ASYNC_DEBUG asks for. */
#include "async/runtime/debug.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_NS  UINT64_C(100000000)
#define VALUE_MAX UINT64_C(1000000000) /* of these the ns fit */

/* By hand: strtod() and its like need more stack than a small task has, and
 * accept more than is asked for. */
static int parse_time(const char *text, uint64_t *ns)
{
    uint64_t value = 0;
    for (; *text >= '0' && *text <= '9' && value < VALUE_MAX; text++)
        value = 10 * value + (uint64_t)(*text - '0');
    if (value == 0 || value >= VALUE_MAX)
        return -EINVAL;
    if (strcmp(text, "ms") == 0)
        *ns = value * 1000000;
    else if (strcmp(text, "s") == 0)
        *ns = value * 1000000000;
    else
        return -EINVAL;
    return 0;
}

int debug_read(uint64_t *slow_ns)
{
    const char *text = getenv("ASYNC_DEBUG");
    *slow_ns = 0;
    if (!text || !*text || strcmp(text, "0") == 0)
        return 0;
    if (strcmp(text, "1") != 0)
        return parse_time(text, slow_ns);
    *slow_ns = USUAL_NS;
    return 0;
}
