/* transfer.c -- threads move money round three accounts, each with a lock. */
#include "suspect.h"

#include <pthread.h>

static struct account {
    pthread_mutex_t lock;
    long balance;
} accounts[] = {{PTHREAD_MUTEX_INITIALIZER, 0},
                {PTHREAD_MUTEX_INITIALIZER, 0},
                {PTHREAD_MUTEX_INITIALIZER, 0}};

void suspect_begin(void)
{
    for (int i = 0; i < 3; i++)
        accounts[i].balance = 100;
}

static void transfer(struct account *from, struct account *to, int amount)
{
    pthread_mutex_lock(&from->lock);
    pthread_mutex_lock(&to->lock);
    from->balance -= amount;
    to->balance += amount;
    pthread_mutex_unlock(&to->lock);
    pthread_mutex_unlock(&from->lock);
}

void suspect_part(int who, int value)
{
    transfer(&accounts[(who - 1) % 3], &accounts[who % 3], value);
}

long suspect_result(void)
{
    return accounts[0].balance * 1000000 + accounts[1].balance * 1000 +
           accounts[2].balance;
}
