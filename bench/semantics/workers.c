/* workers.c -- threads or processes, one for each call. */
#include "bench/semantics/workers.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/process.h"

#define CREW_MAX 64

struct member {
    enum worker_kind kind;
    int index;
    worker_fn *fn;
    void *arg;
    pthread_t thread;
    pid_t process;
};

static void *thread_main(void *arg)
{
    struct member *self = arg;
    self->fn(self->index, self->arg);
    return NULL;
}

static int member_start(struct member *member)
{
    if (member->kind == WORKER_THREAD)
        return -pthread_create(&member->thread, NULL, thread_main, member);
    member->process = process_fork();
    if (member->process == 0) {
        member->fn(member->index, member->arg);
        _exit(0);
    }
    return member->process < 0 ? member->process : 0;
}

static void member_wait(struct member *member)
{
    if (member->kind == WORKER_THREAD)
        pthread_join(member->thread, NULL);
    else
        while (waitpid(member->process, NULL, 0) < 0 && errno == EINTR)
            ;
}

int workers_run(enum worker_kind kind, int count, bool in_turn, worker_fn *fn,
                void *arg)
{
    struct member members[CREW_MAX];
    assert(count <= CREW_MAX);
    int started = 0, waited = 0, err = 0;
    while (started < count && !err) {
        members[started] = (struct member){
            .kind = kind, .index = started, .fn = fn, .arg = arg};
        err = member_start(&members[started]);
        started += !err;
        while (in_turn && waited < started)
            member_wait(&members[waited++]);
    }
    while (waited < started)
        member_wait(&members[waited++]);
    return err;
}
