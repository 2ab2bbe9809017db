/* gather.c -- after a run: rank 0 gets what the ranks have. */
#include "mpi/gather.h"

#include <errno.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "core/io_trace.h"
#include "core/workload.h"

#define PIECE_BYTES (1 << 24)

/* A task's result, and behind it its trace, if any. */
struct item {
    int64_t index;
    struct result result;
};

static size_t item_bytes(const struct work *work)
{
    return sizeof(struct item) + work->trace_bytes;
}

static void move_times(struct item *item, struct io_trace *trace, uint64_t by)
{
    item->result.begin_ns += by;
    item->result.end_ns += by;
    for (uint32_t i = 0; trace && i < trace->count; i++) {
        trace->list[i].begin_ns += by;
        trace->list[i].end_ns += by;
    }
}

static struct io_trace *trace_of(const struct work *work, struct item *item)
{
    return work->traces ? (void *)(item + 1) : NULL;
}

/* Packs the tasks that began here, by times since the start; how many. */
static int pack(struct work *work, char *into)
{
    int count = 0;
    for (int i = 0; i < work->plan->tasks; i++) {
        if (work->results[i].worker < 0)
            continue;
        struct item *item = (void *)(into + (size_t)count++ * item_bytes(work));
        *item = (struct item){.index = i, .result = work->results[i]};
        if (work->traces)
            memcpy(item + 1, work_trace(work, i), work->trace_bytes);
        move_times(item, trace_of(work, item), -work->start_ns);
    }
    return count;
}

static void unpack(struct work *work, char *from, int count)
{
    for (int i = 0; i < count; i++) {
        struct item *item = (void *)(from + (size_t)i * item_bytes(work));
        move_times(item, trace_of(work, item), work->start_ns);
        work->results[item->index] = item->result;
        if (work->traces)
            memcpy(work_trace(work, (int)item->index), item + 1,
                   work->trace_bytes);
    }
}

static int count_own(const struct work *work)
{
    int count = 0;
    for (int i = 0; i < work->plan->tasks; i++)
        count += work->results[i].worker >= 0;
    return count;
}

/* The ranks send one after the other, so that rank 0 needs room for one. */
static int receive(struct work *work, MPI_Datatype type, int ranks)
{
    char *room = malloc((size_t)work->plan->tasks * item_bytes(work));
    for (int rank = 1; room && rank < ranks; rank++) {
        MPI_Status status;
        int count;
        MPI_Recv(room, work->plan->tasks, type, rank, 0, MPI_COMM_WORLD,
                 &status);
        MPI_Get_count(&status, type, &count);
        unpack(work, room, count);
    }
    free(room);
    return room ? 0 : -ENOMEM;
}

static int send(struct work *work, MPI_Datatype type)
{
    int count = count_own(work);
    char *room = malloc((size_t)count * item_bytes(work) + 1);
    if (room)
        MPI_Send(room, pack(work, room), type, 0, 0, MPI_COMM_WORLD);
    free(room);
    return room ? 0 : -ENOMEM;
}

int gather_results(struct work *work)
{
    int rank, ranks;
    MPI_Datatype type;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    MPI_Type_contiguous((int)item_bytes(work), MPI_BYTE, &type);
    MPI_Type_commit(&type);
    int err = rank ? send(work, type) : receive(work, type, ranks);
    MPI_Type_free(&type);
    return err;
}

/* What nobody wrote is 0, so all of it together is the bitwise or. */
void gather_made(const struct work *work)
{
    const struct workload *workload = work->plan->workload;
    size_t bytes = 0;
    char *made = workload->made ? workload->made(work->plan, &bytes) : NULL;
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    for (size_t at = 0; made && at < bytes; at += PIECE_BYTES) {
        int length = bytes - at < PIECE_BYTES ? (int)(bytes - at) : PIECE_BYTES;
        MPI_Reduce(rank ? made + at : MPI_IN_PLACE, rank ? NULL : made + at,
                   length, MPI_BYTE, MPI_BOR, 0, MPI_COMM_WORLD);
    }
}

static bool is_first_of_machine(void)
{
    MPI_Comm machine;
    int rank;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL,
                        &machine);
    MPI_Comm_rank(machine, &rank);
    MPI_Comm_free(&machine);
    return rank == 0;
}

static void add(int64_t *values, int count)
{
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Reduce(rank ? values : MPI_IN_PLACE, rank ? NULL : values, count,
               MPI_INT64_T, MPI_SUM, 0, MPI_COMM_WORLD);
}

static void add_peaks(struct meter_peaks *peaks)
{
    bool first = is_first_of_machine();
    int64_t kernel_bytes = peaks->total_bytes - peaks->pss_bytes;
    int64_t sums[] = {
        peaks->processes,
        peaks->threads,
        peaks->pss_bytes,
        peaks->rss_bytes,
        peaks->vsize_bytes,
        first ? kernel_bytes : 0,
        first ? peaks->available_fall_bytes : 0,
    };
    add(sums, sizeof sums / sizeof *sums);
    peaks->processes = sums[0];
    peaks->threads = sums[1];
    peaks->pss_bytes = sums[2];
    peaks->rss_bytes = sums[3];
    peaks->vsize_bytes = sums[4];
    peaks->total_bytes = sums[2] + sums[5];
    peaks->available_fall_bytes = sums[6];
}

void gather_usage(struct usage *usage, struct meter_peaks *peaks)
{
    int64_t sums[] = {(int64_t)usage->user_ns, (int64_t)usage->sys_ns,
                      usage->voluntary, usage->involuntary, usage->faults};
    add(sums, sizeof sums / sizeof *sums);
    usage->user_ns = (uint64_t)sums[0];
    usage->sys_ns = (uint64_t)sums[1];
    usage->voluntary = sums[2];
    usage->involuntary = sums[3];
    usage->faults = sums[4];
    if (peaks)
        add_peaks(peaks);
}
