/* ranks.c -- the programs of a run, which share nothing but messages.
 *
 * A rank has two threads that call MPI, one at a time: its worker, to take
 * tasks, and the watch. */
#include "mpi/ranks.h"

#include <errno.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mpi/gather.h"
#include "mpi/watch.h"

#define EXIT_USAGE 2

/* A program is one rank. */
static struct {
    int rank, count; /* count is 0 without a launcher */
    bool agreed;
    char (*names)[MPI_MAX_PROCESSOR_NAME];
    const char **hosts;
    pthread_mutex_t mpi;
    MPI_Win window;
    int *next; /* in the window; rank 0's counts */
} ranks = {.mpi = PTHREAD_MUTEX_INITIALIZER};

/* Open MPI, MPICH and its kin, Slurm. */
static bool was_launched(void)
{
    return getenv("OMPI_COMM_WORLD_SIZE") || getenv("PMI_RANK") ||
           getenv("PMIX_RANK");
}

/* The names of the machines, each once. 0 or -ENOMEM. */
static int find_hosts(void)
{
    char own[MPI_MAX_PROCESSOR_NAME] = "";
    int length, found = 0;
    size_t count = (size_t)ranks.count;
    ranks.names = calloc(count, sizeof *ranks.names);
    ranks.hosts = calloc(count + 1, sizeof *ranks.hosts);
    if (!ranks.names || !ranks.hosts)
        return -ENOMEM;
    MPI_Get_processor_name(own, &length);
    MPI_Allgather(own, sizeof own, MPI_CHAR, ranks.names, sizeof own, MPI_CHAR,
                  MPI_COMM_WORLD);
    for (size_t i = 0; i < count; i++) {
        int same = 0;
        while (same < found && strcmp(ranks.hosts[same], ranks.names[i]) != 0)
            same++;
        if (same == found)
            ranks.hosts[found++] = ranks.names[i];
    }
    return 0;
}

int ranks_open(struct model *model)
{
    int provided;
    model->max_width = 1;
    if (!was_launched())
        return 0;
    MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &ranks.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks.count);
    if (provided < MPI_THREAD_SERIALIZED || find_hosts() < 0) {
        fprintf(stderr,
                "overlap-mpi: rank %d: MPI has no room, or does not "
                "allow two threads\n",
                ranks.rank);
        MPI_Abort(MPI_COMM_WORLD, EXIT_USAGE);
        return EXIT_USAGE;
    }
    model->max_width = model->ranks = ranks.count;
    model->is_silent = ranks.rank > 0;
    model->hosts = ranks.hosts;
    return 0;
}

/* Is there a rank that could not begin? Each rank asks once. */
static bool has_failed(bool here)
{
    int failed = here;
    ranks.agreed = true;
    MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    return failed;
}

int ranks_close(int status)
{
    if (ranks.count) {
        if (!ranks.agreed)
            has_failed(true);
        MPI_Finalize();
    }
    free(ranks.names);
    free(ranks.hosts);
    return status;
}

static int take(int count)
{
    int first;
    pthread_mutex_lock(&ranks.mpi);
    MPI_Fetch_and_op(&count, &first, MPI_INT, 0, 0, MPI_SUM, ranks.window);
    MPI_Win_flush(0, ranks.window);
    pthread_mutex_unlock(&ranks.mpi);
    return first;
}

/* Open MPI 4.1 may choose a way for windows that its network does not have. */
static bool window_open(void)
{
    MPI_Aint bytes = ranks.rank ? 0 : sizeof *ranks.next;
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    if (MPI_Win_allocate(bytes, sizeof *ranks.next, MPI_INFO_NULL,
                         MPI_COMM_WORLD, &ranks.next,
                         &ranks.window) != MPI_SUCCESS)
        return false;
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_ARE_FATAL);
    MPI_Win_lock_all(MPI_MODE_NOCHECK, ranks.window);
    if (ranks.rank == 0)
        *ranks.next = 0;
    MPI_Win_sync(ranks.window);
    MPI_Barrier(MPI_COMM_WORLD);
    return true;
}

static void refuse_window(void)
{
    if (ranks.rank == 0)
        fputs("overlap-mpi: MPI has no window over this network, expected one; "
              "Open MPI 4.1 may with: mpirun --mca osc ^ucx\n",
              stderr);
    MPI_Barrier(MPI_COMM_WORLD);
    MPI_Abort(MPI_COMM_WORLD, EXIT_USAGE);
}

static void window_close(void)
{
    MPI_Win_unlock_all(ranks.window);
    MPI_Win_free(&ranks.window);
}

static int run_watched(struct work *work, ranks_body *body)
{
    struct watch watch = {.work = work,
                          .rank = ranks.rank,
                          .ranks = ranks.count,
                          .mpi = &ranks.mpi};
    int err = watch_start(&watch);
    if (err)
        MPI_Abort(MPI_COMM_WORLD, EXIT_USAGE);
    if (ranks.rank < work->workers)
        err = body(work, ranks.rank, ranks.count);
    if (err < 0)
        work_stop(work, err);
    watch_join(&watch);
    return err;
}

int ranks_run(struct work *work, ranks_body *body)
{
    if (ranks.count && has_failed(false))
        return -EHOSTDOWN;
    if (ranks.count < 2)
        return body(work, 0, 1);
    if (!window_open())
        refuse_window();
    work->take = take;
    work_start(work); /* what the ranks waited for each other does not count */
    int err = run_watched(work, body);
    int lacks = gather_results(work);
    gather_made(work);
    window_close();
    return err ? err : lacks;
}

void ranks_add_up(struct usage *usage, struct meter_peaks *peaks)
{
    if (ranks.count > 1)
        gather_usage(usage, peaks);
}
