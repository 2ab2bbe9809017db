/* library.c -- a shared library, loaded when it is first needed. */
#include "core/base/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

int library_load(const char *const *files,
                 const struct library_function *functions)
{
    void *library = NULL;
    while (!library && *files)
        library = dlopen(*files++, RTLD_NOW | RTLD_LOCAL);
    for (; library && functions->name; functions++) {
        /* dlsym() returns functions as data, which ISO C cannot convert. */
        void *symbol = dlsym(library, functions->name);
        if (!symbol)
            return -ELIBACC;
        memcpy(functions->pointer, &symbol, sizeof symbol);
    }
    return library ? 0 : -ELIBACC;
}
