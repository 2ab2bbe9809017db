/* servers.h -- where to find the real servers, if CTest started them. */
#ifndef OVERLAP_TESTS_SERVERS_H
#define OVERLAP_TESTS_SERVERS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The value of `key`, such as OVERLAP_DB_URL, in the file that OVERLAP_SERVERS
 * names, for the caller to free; NULL: no such server runs. A test whose server
 * is missing prints "skipped: " and the reason, and exits with 77. */
static inline char *server_find(const char *key)
{
    const char *path = getenv("OVERLAP_SERVERS");
    FILE *file = path ? fopen(path, "re") : NULL;
    char line[512], *value = NULL;
    while (file && !value && fgets(line, sizeof line, file)) {
        size_t length = strlen(key);
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, key, length) == 0 && line[length] == '=')
            value = strdup(line + length + 1);
    }
    if (file)
        fclose(file);
    return value;
}

#endif
