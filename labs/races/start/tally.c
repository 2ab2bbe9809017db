/* tally.c -- tasks on a loop count votes, and share all they count with. */
#include "suspect.h"

static long votes, sum, last;

void suspect_begin(void)
{
    votes = sum = last = 0;
}

static void vote_count(int value)
{
    long before = sum;
    last = value;
    votes = votes + 1;
    sum = before + last;
}

void suspect_part(int who, int value)
{
    (void)who;
    for (int i = 0; i < 3; i++) {
        await_answer();
        vote_count(value + i);
    }
}

long suspect_result(void)
{
    return 1000 * votes + sum;
}
