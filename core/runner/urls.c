/* urls.c -- the URLs of a command line, given one by one or in a file. */
#include "core/runner/urls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"

/* Doubles the room whenever the count is a power of two. */
static int add_one(struct urls *urls, char *url)
{
    int count = urls->count;
    if ((count & (count - 1)) == 0) {
        size_t room = count ? 2 * (size_t)count : 1;
        char **grown = realloc(urls->list, room * sizeof *grown);
        if (!grown)
            return -ENOMEM;
        urls->list = grown;
    }
    urls->list[urls->count++] = url;
    return 0;
}

static int add_file(struct urls *urls, const char *path, char why[WHY_MAX])
{
    if (urls->text) {
        snprintf(why, WHY_MAX,
                 "--url: found a second file, '@%s', expected one", path);
        return -EINVAL;
    }
    int err = file_read(path, &urls->text);
    if (err) {
        snprintf(why, WHY_MAX, "--url: cannot read '%s': %s", path,
                 err == -EILSEQ ? "it has a NUL byte" : file_strerror(err));
        return -EINVAL;
    }
    static const char mark[] = "\xef\xbb\xbf"; /* a byte order mark is no URL */
    char *rest = urls->text;
    if (strncmp(rest, mark, strlen(mark)) == 0)
        rest += strlen(mark);
    for (char *line; (line = strsep(&rest, "\r\n")) != NULL;) {
        line += strspn(line, " \t");
        line[strcspn(line, " \t")] = '\0';
        if (*line && *line != '#' && (err = add_one(urls, line)))
            return err;
    }
    if (urls->count > 0)
        return 0;
    snprintf(why, WHY_MAX, "--url: found no URL in '%s', expected one per line",
             path);
    return -EINVAL;
}

int urls_add(struct urls *urls, char *value, char why[WHY_MAX])
{
    return value[0] == '@' ? add_file(urls, value + 1, why)
                           : add_one(urls, value);
}

void urls_free(struct urls *urls)
{
    free(urls->list);
    free(urls->text);
}
