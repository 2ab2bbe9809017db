/* likes.c -- tasks on a loop add to a row of a database. */
#include "suspect.h"

static long stored;      /* in the database */
static struct slots row; /* one: whoever changes the row */

void suspect_begin(void)
{
    stored = 0;
    row.free = 1;
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

static void row_add(long likes)
{
    await_slot(&row);
    row_write(row_read() + likes);
    slot_give(&row);
}

void suspect_part(int who, int value)
{
    (void)who;
    row_add(value);
    row_add(1);
}

long suspect_result(void)
{
    return stored;
}
