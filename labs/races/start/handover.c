/* handover.c -- the first thread makes an order, which all others read. */
#include "suspect.h"

#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool ready;
static struct {
    int price, pieces;
} order;
static long sum;

void suspect_begin(void)
{
    ready = false;
    sum = 0;
}

static void order_make(int price)
{
    order.price = price;
    order.pieces = 3;
    pthread_mutex_lock(&lock);
    ready = true;
    pthread_mutex_unlock(&lock);
    pthread_cond_broadcast(&changed);
}

static void order_read(int discount)
{
    pthread_mutex_lock(&lock);
    while (!ready)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    long due = (long)order.pieces * order.price - discount;
    pthread_mutex_lock(&lock);
    sum += due;
    pthread_mutex_unlock(&lock);
}

void suspect_part(int who, int value)
{
    if (who == 1)
        order_make(value);
    else
        order_read(value);
}

long suspect_result(void)
{
    return sum;
}
