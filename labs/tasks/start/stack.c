/* stack.c -- memory for a task's stack. Given: leave it be. */
#include "stack.h"

#include <sys/mman.h>

void *stack_take(void)
{
    void *stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return stack == MAP_FAILED ? NULL : stack;
}

void stack_give_back(void *stack)
{
    munmap(stack, STACK_BYTES);
}
