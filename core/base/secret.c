/* secret.c -- the password in a URL, which nobody else is to see. */
#include "core/base/secret.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Where a URL in a sentence ends; an argument is one as a whole. */
#define IN_SENTENCE " \t\r\n'\"<>"
#define IN_ARGUMENT ""

/* From `begin` to before `end`; `begin` is NULL if there is none. */
struct span {
    const char *begin, *end;
};

/* Between the user's name and the host; `url` begins after "://". */
static struct span span_of_user(const char *url, size_t length)
{
    size_t path = strcspn(url, "?#");
    path = path < length ? path : length;
    const char *colon = memchr(url, ':', path);
    const char *at = memrchr(url, '@', path);
    if (!at && colon && !isdigit((unsigned char)colon[1]) && *url != '[')
        at = memrchr(url, '@', length); /* no port: it has a "?" in it */
    return colon && colon < at ? (struct span){colon + 1, at}
                               : (struct span){0};
}

static const char key[] = "password=";

static struct span span_of_query(const char *url, size_t length)
{
    const char *found = memmem(url, length, key, sizeof key - 1);
    if (!found)
        return (struct span){0};
    found += sizeof key - 1;
    const char *next = memchr(found, '&', length - (size_t)(found - url));
    return (struct span){found, next ? next : url + length};
}

/* The first password of a URL in `text` that begins at `from` or later. */
static struct span span_find(const char *text, const char *from,
                             const char *ends)
{
    for (const char *url = text; (url = strstr(url, "://"));) {
        url += 3;
        size_t length = *ends ? strcspn(url, ends) : strlen(url);
        const struct span spans[] = {span_of_user(url, length),
                                     span_of_query(url, length)};
        for (int i = 0; i < 2; i++)
            if (spans[i].begin && spans[i].begin >= from &&
                spans[i].end > spans[i].begin)
                return spans[i];
    }
    return (struct span){0};
}

static char *mask(char *text, const char *ends)
{
    struct span span = {text, text};
    while ((span = span_find(text, span.end, ends)).begin)
        memset(text + (span.begin - text), '*',
               (size_t)(span.end - span.begin));
    return text;
}

char *secret_mask(char *text)
{
    return mask(text, IN_SENTENCE);
}

char *secret_mask_url(char *url)
{
    return mask(url, IN_ARGUMENT);
}

bool secret_is_in(const char *text)
{
    return span_find(text, text, IN_ARGUMENT).begin;
}

char **secret_hide(int argc, char **argv)
{
    size_t list = ((size_t)argc + 1) * sizeof *argv, bytes = 0;
    for (int i = 0; i < argc; i++)
        bytes += strlen(argv[i]) + 1;
    char **copy = malloc(list + bytes);
    if (!copy)
        return NULL;
    char *at = (char *)copy + list;
    for (int i = 0; i < argc; i++) {
        copy[i] = at;
        at = stpcpy(at, argv[i]) + 1;
        secret_mask_url(argv[i]);
    }
    copy[argc] = NULL;
    return copy;
}

static bool is_escape(const char *at)
{
    return isxdigit((unsigned char)at[1]) && isxdigit((unsigned char)at[2]);
}

static bool is_regular(const char *url, struct span user, struct span query)
{
    if (query.begin && !strchr("?&", query.begin[-(int)sizeof key]))
        return false; /* sslpassword */
    for (const char *at = url; (at = strchr(at, '%')); at++)
        if (!is_escape(at))
            return false;
    for (const char *at = user.begin; at && at < user.end; at++)
        if (strchr("/@?#", *at) || !isgraph((unsigned char)*at))
            return false;
    return true;
}

static char *decode(struct span span)
{
    char *text = strndup(span.begin, (size_t)(span.end - span.begin));
    char *to = text;
    for (const char *from = text; from && *from; from++) {
        char digits[3] = "";
        if (*from == '%') {
            memcpy(digits, from + 1, 2);
            from += 2;
        }
        *to++ = *digits ? (char)strtol(digits, NULL, 16) : *from;
    }
    if (text)
        *to = '\0';
    return text;
}

/* Drops what is between `begin` and `end` of `url` from `plain`, a copy of it
 * that is whole up to there. */
static void drop(char *plain, const char *url, const char *begin,
                 const char *end)
{
    char *rest = plain + (end - url);
    memmove(plain + (begin - url), rest, strlen(rest) + 1);
}

static void drop_all(char *plain, const char *url, struct span user,
                     struct span query)
{
    const char *word = query.begin ? query.begin - (sizeof key - 1) : NULL;
    if (word && *query.end == '&') /* with what parts it from the next one */
        drop(plain, url, word, query.end + 1);
    else if (word)
        drop(plain, url, word - 1, query.end);
    if (user.begin)
        drop(plain, url, user.begin - 1, user.end);
}

int secret_split(const char *url, char **plain, char **password)
{
    const char *host = strstr(url, "://");
    *plain = *password = NULL;
    if (!host) /* a file */
        return (*plain = strdup(url)) ? 0 : -ENOMEM;
    host += 3;
    struct span user = span_of_user(host, strlen(host));
    struct span query = span_of_query(host, strlen(host));
    struct span span = query.begin ? query : user; /* libpq's order */
    if (!is_regular(url, user, query))
        return -EINVAL;
    *plain = strdup(url);
    if (span.begin)
        *password = decode(span);
    if (!*plain || (span.begin && !*password)) {
        free(*plain);
        *plain = NULL;
        return -ENOMEM;
    }
    drop_all(*plain, url, user, query);
    return 0;
}
