/* library.h -- a shared library, loaded when it is first needed.
 *
 * Linked in the usual way, libcurl and libpq bring dozens of other libraries
 * along: every run would start milliseconds later, and every fork would copy
 * hundreds of mappings more, whether it needs them or not. So each is opened
 * like a plugin, and what is PQsocket() elsewhere is libpq.socket() here. */
#ifndef OVERLAP_CORE_BASE_LIBRARY_H
#define OVERLAP_CORE_BASE_LIBRARY_H

struct library_function {
    const char *name;
    void *pointer; /* to the function pointer that is to be set */
};

/* Opens the first of `files` that there is, and sets all `functions`; NULL
 * ends the one, an empty name the other. 0; -ELIBACC: it is not installed, or
 * lacks some function. */
int library_load(const char *const *files,
                 const struct library_function *functions);

#endif
