/* library.h -- a shared library, loaded when it is first needed.
 *
 * Linked in the usual way, libcurl and libpq pull in dozens of other libraries:
 * every run would start milliseconds later, and every fork would copy hundreds
 * more mappings, needed or not. So each is opened like a plugin, and PQsocket()
 * is libpq.socket() here. */
#ifndef OVERLAP_CORE_BASE_LIBRARY_H
#define OVERLAP_CORE_BASE_LIBRARY_H

struct library_function {
    const char *name;
    void *pointer; /* to the function pointer to set */
};

/* Opens the first of `files` that exists and sets all `functions`; a NULL ends
 * each list. Returns 0, or -ELIBACC: it is not installed, or lacks a
 * function. */
int library_load(const char *const *files,
                 const struct library_function *functions);

#endif
