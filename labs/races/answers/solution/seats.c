/* seats.c -- threads sell the seats of one hall, one seat at a time. */
#include "suspect.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int left, sold;

void suspect_begin(void)
{
    left = 5;
    sold = 0;
}

/* No other thread sells between our look and our sale. */
static void seat_sell(void)
{
    pthread_mutex_lock(&lock);
    if (left > 0) {
        left--;
        sold++;
    }
    pthread_mutex_unlock(&lock);
}

void suspect_part(int who, int value)
{
    (void)who;
    for (int wanted = value; wanted > 0; wanted--)
        seat_sell();
}

long suspect_result(void)
{
    return 1000 * sold + left;
}
