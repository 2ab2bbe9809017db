/* work.c -- what a sum computes. Given: leave it be. */
#include "server.h"

unsigned work(unsigned state, long steps)
{
    while (steps-- > 0)
        state = state * 1664525U + 1013904223U;
    return state;
}
