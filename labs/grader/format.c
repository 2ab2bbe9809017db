/* format.c -- a grade in the notation of a platform. */
#include "labs/grader/format.h"

#include <errno.h>
#include <string.h>

#include "labs/grader/format_json.h"
#include "labs/grader/format_text.h"

static int format_own(FILE *out, const json_t *grade)
{
    int err = json_dumpf(grade, out, JSON_INDENT(2));
    putc('\n', out);
    return err < 0 && !ferror(out) ? -ENOMEM : 0;
}

static int (*const writers[])(FILE *out, const json_t *grade) = {
    format_text,    format_own,     format_gradescope, format_classroom50,
    format_actions, format_autolab, format_junit,
};
const char *const format_names[] = {"text",        "json",    "gradescope",
                                    "classroom50", "actions", "autolab",
                                    "junit",       NULL};

int format_write(FILE *out, const json_t *grade, const char *format)
{
    for (size_t i = 0; format_names[i]; i++)
        if (strcmp(format_names[i], format) == 0)
            return writers[i](out, grade);
    return -EINVAL;
}
