/* watch.c -- a rank's ear: hears that the run is over while workers work.
 *
 * A rank that stops tells rank 0, from where the news goes down a binary tree.
 * One whose workers have all left joins a reduction, in which everybody learns
 * whether anybody stopped; it completes when the last rank has joined. */
#include "mpi/watch.h"

#include <mpi.h>
#include <time.h>

#define TAG_STOP  1
#define WORKS_NS  200000 /* between looks while a worker works */
#define LEAVES_NS 20000  /* once they have left: the run's time goes on */

static void tell(int why, int rank)
{
    MPI_Send(&why, 1, MPI_INT, rank, TAG_STOP, MPI_COMM_WORLD);
}

static void pass_on(struct watch *watch, int why)
{
    for (int child = 2 * watch->rank + 1; child <= 2 * watch->rank + 2; child++)
        if (!watch->passed && child < watch->ranks)
            tell(why, child);
    watch->told = watch->passed = true;
}

static void hear_stop(struct watch *watch)
{
    int heard, why;
    MPI_Iprobe(MPI_ANY_SOURCE, TAG_STOP, MPI_COMM_WORLD, &heard,
               MPI_STATUS_IGNORE);
    if (!heard)
        return;
    MPI_Recv(&why, 1, MPI_INT, MPI_ANY_SOURCE, TAG_STOP, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    work_stop(watch->work, why);
    pass_on(watch, why);
}

static void tell_stop(struct watch *watch)
{
    int why = work_stopped(watch->work);
    if (why >= 0 || watch->told)
        return;
    if (watch->rank == 0)
        pass_on(watch, why);
    else
        tell(why, 0);
    watch->told = true;
}

static bool all_left(struct watch *watch)
{
    while (watch->own < watch->work->workers &&
           work_left(watch->work, watch->own))
        watch->own += watch->ranks;
    return watch->own >= watch->work->workers || watch->returned;
}

/* Once no rank has a worker left: those of the others have left, too. */
static void end_run(struct watch *watch)
{
    struct work *work = watch->work;
    if (watch->why_all < 0)
        work_stop(work, watch->why_all);
    for (int i = 0; i < work->workers; i++)
        work_bury(work, i);
}

/* True: the run is over on every rank. */
static bool look(struct watch *watch, MPI_Request *agreement)
{
    int over = 0;
    hear_stop(watch);
    tell_stop(watch);
    if (!watch->agreeing && all_left(watch)) {
        int why = work_stopped(watch->work);
        watch->why = why < 0 ? why : 0;
        MPI_Iallreduce(&watch->why, &watch->why_all, 1, MPI_INT, MPI_MIN,
                       MPI_COMM_WORLD, agreement);
        watch->agreeing = true;
    }
    if (watch->agreeing)
        MPI_Test(agreement, &over, MPI_STATUS_IGNORE);
    return over;
}

static void *thread_main(void *arg)
{
    struct watch *watch = arg;
    MPI_Request agreement;
    for (bool over = false; !over;) {
        pthread_mutex_lock(watch->mpi);
        over = look(watch, &agreement);
        pthread_mutex_unlock(watch->mpi);
        if (!over)
            nanosleep(&(struct timespec){.tv_nsec = watch->agreeing ? LEAVES_NS
                                                                    : WORKS_NS},
                      NULL);
    }
    end_run(watch);
    return NULL;
}

int watch_start(struct watch *watch)
{
    watch->own = watch->rank;
    return -pthread_create(&watch->thread, NULL, thread_main, watch);
}

void watch_join(struct watch *watch)
{
    watch->returned = true;
    pthread_join(watch->thread, NULL);
}
