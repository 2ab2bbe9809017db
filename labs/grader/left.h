/* left.h -- what a user has in the folders that all can write to. */
#ifndef OVERLAP_LABS_GRADER_LEFT_H
#define OVERLAP_LABS_GRADER_LEFT_H

#include <sys/types.h>

/* How many bytes of the disk. */
long left_bytes(uid_t uid);

/* Removes it; of a user who has no process any more. */
void left_remove(uid_t uid);

#endif
