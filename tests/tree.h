/* tree.h -- folders that a test made are removed with all that is in them. */
#ifndef OVERLAP_TESTS_TREE_H
#define OVERLAP_TESTS_TREE_H

#include <ftw.h>
#include <stdio.h>

static inline int tree_remove_entry(const char *path, const struct stat *status,
                                    int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

/* 0, or another number if something could not be removed. */
static inline int tree_remove(const char *dir)
{
    return nftw(dir, tree_remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

#endif
