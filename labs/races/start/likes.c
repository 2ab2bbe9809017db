/* likes.c -- tasks on a loop add to a row of a database. */
#include "suspect.h"

static long stored; /* in the database */

void suspect_begin(void)
{
    stored = 0;
}

static long row_read(void)
{
    long likes = stored;
    await_answer();
    return likes;
}

static void row_write(long likes)
{
    await_answer();
    stored = likes;
}

void suspect_part(int who, int value)
{
    (void)who;
    row_write(row_read() + value);
    row_write(row_read() + 1);
}

long suspect_result(void)
{
    return stored;
}
