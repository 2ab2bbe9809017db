/* queues.c -- queues: order, bounds, fairness, cancelled waiters. */
#include "tests/async/asyncio/scenario.h"

#define SLOTS 40

/* An item is a place in here: number n, from -1 up, is place n + 1. */
static char places[SLOTS + 1];

static void *item_of(int number)
{
    return &places[number + 1];
}

static int number_of(const void *item)
{
    return (int)((const char *)item - places) - 1;
}

/* A task at one end of a queue. */
struct end {
    const char *name;
    struct async_queue *queue;
    int number;
};

static int get(struct io *io, void *arg)
{
    const struct end *self = arg;
    void *item;
    int err = async_queue_get(io, self->queue, &item);
    if (!err)
        say("%s got %d", self->name, number_of(item));
    return err;
}

static int put(struct io *io, void *arg)
{
    const struct end *self = arg;
    int err = async_queue_put(io, self->queue, item_of(self->number));
    if (!err)
        say("%s put %d", self->name, self->number);
    return err;
}

static int get_in_main(struct io *io, struct async_queue *queue)
{
    return get(io, &(struct end){"main", queue, 0});
}

static void put_at_once(struct async_queue *queue, int number)
{
    if (async_queue_put_nowait(queue, item_of(number)))
        say("it is full");
}

static int get_at_once(struct async_queue *queue)
{
    void *item;
    int err = async_queue_get_nowait(queue, &item);
    return err ? err : number_of(item);
}

static int items_come_in_the_order_they_were_put(struct io *io)
{
    struct async_queue queue;
    void *slots[SLOTS];
    async_queue_open(&queue, slots, SLOTS);
    for (int i = 0; i < 5; i++)
        async_queue_put(io, &queue, item_of(i));
    say("size %d", queue.count);
    for (int i = 0; i < 5; i++)
        get_in_main(io, &queue);
    return 0;
}

static int getters_are_served_in_order(struct io *io)
{
    struct async_queue queue;
    void *slots[SLOTS];
    async_queue_open(&queue, slots, SLOTS);
    struct end getters[] = {
        {"A", &queue, 0}, {"B", &queue, 0}, {"C", &queue, 0}};
    struct async_task *tasks[3];
    for (int i = 0; i < 3; i++)
        tasks[i] = spawn(io, get, &getters[i]);
    settle(io);
    for (int i = 0; i < 3; i++)
        put(io, &(struct end){"main", &queue, i});
    join(io, tasks, 3);
    return 0;
}

static int putters_wait_for_room_and_go_in_order(struct io *io)
{
    struct async_queue queue;
    void *slots[2];
    async_queue_open(&queue, slots, 2);
    struct end putters[] = {
        {"A", &queue, 0}, {"B", &queue, 1}, {"C", &queue, 2}, {"D", &queue, 3}};
    struct async_task *tasks[4];
    for (int i = 0; i < 4; i++)
        tasks[i] = spawn(io, put, &putters[i]);
    settle(io);
    say("size %d", queue.count);
    for (int i = 0; i < 4; i++) {
        get_in_main(io, &queue);
        settle(io);
    }
    join(io, tasks, 4);
    return 0;
}

static int produce(struct io *io, void *arg)
{
    for (int i = 0; i < 4; i++)
        put(io, &(struct end){"producer", arg, i});
    return 0;
}

static int consume(struct io *io, void *arg)
{
    for (int i = 0; i < 4; i++)
        get(io, &(struct end){"consumer", arg, 0});
    return 0;
}

static int a_queue_of_one_hands_items_over_one_by_one(struct io *io)
{
    struct async_queue queue;
    void *slots[1];
    async_queue_open(&queue, slots, 1);
    struct async_task *tasks[] = {spawn(io, produce, &queue),
                                  spawn(io, consume, &queue)};
    join(io, tasks, 2);
    return 0;
}

static int calls_that_must_not_wait_are_refused(struct io *io)
{
    (void)io;
    struct async_queue queue;
    void *slots[1];
    char value[VALUE_MAX];
    async_queue_open(&queue, slots, 1);
    say("%s", value_of(get_at_once(&queue), value));
    put_at_once(&queue, 1);
    int err = async_queue_put_nowait(&queue, item_of(2));
    say("%s", value_of(err, value));
    say("got %d", get_at_once(&queue));
    return 0;
}

/* Getters A and B, both waiting. */
struct getters {
    struct async_queue queue;
    void *slots[SLOTS];
    struct end ends[2];
    struct async_task *tasks[2];
};

static void spawn_getters(struct io *io, struct getters *getters, int count)
{
    async_queue_open(&getters->queue, getters->slots, SLOTS);
    for (int i = 0; i < count; i++) {
        getters->ends[i] = (struct end){i ? "B" : "A", &getters->queue, 0};
        getters->tasks[i] = spawn(io, get, &getters->ends[i]);
    }
    settle(io);
}

static int a_cancelled_getter_leaves_its_place_to_the_next(struct io *io)
{
    struct getters getters;
    spawn_getters(io, &getters, 2);
    async_cancel(getters.tasks[0]);
    settle(io);
    put_at_once(&getters.queue, 7);
    join(io, getters.tasks, 2);
    return 0;
}

static int a_getter_cancelled_as_an_item_comes_loses_nothing(struct io *io)
{
    struct getters getters;
    spawn_getters(io, &getters, 2);
    put_at_once(&getters.queue, 7);
    async_cancel(getters.tasks[0]);
    join(io, getters.tasks, 2);
    say("size %d", getters.queue.count);
    return 0;
}

static int
the_only_getter_cancelled_as_an_item_comes_loses_nothing(struct io *io)
{
    struct getters getters;
    spawn_getters(io, &getters, 1);
    put_at_once(&getters.queue, 7);
    async_cancel(getters.tasks[0]);
    join(io, getters.tasks, 1);
    say("size %d", getters.queue.count);
    return get_in_main(io, &getters.queue);
}

static int a_getter_that_times_out_loses_nothing(struct io *io)
{
    struct async_queue queue;
    void *slots[SLOTS], *item;
    struct async_timeout limit;
    async_queue_open(&queue, slots, SLOTS);
    async_timeout_open(&limit, io, units_ns(1));
    int err = told("get", async_queue_get(io, &queue, &item));
    told("scope", async_timeout_close(&limit, err));
    put_at_once(&queue, 7);
    return get_in_main(io, &queue);
}

/* A full queue of one, and putters A and B, both waiting. */
struct putters {
    struct async_queue queue;
    void *slots[1];
    struct end ends[2];
    struct async_task *tasks[2];
};

static void spawn_putters(struct io *io, struct putters *putters)
{
    async_queue_open(&putters->queue, putters->slots, 1);
    put_at_once(&putters->queue, 0);
    for (int i = 0; i < 2; i++) {
        putters->ends[i] = (struct end){i ? "B" : "A", &putters->queue, i + 1};
        putters->tasks[i] = spawn(io, put, &putters->ends[i]);
    }
    settle(io);
}

static int a_cancelled_putter_puts_nothing(struct io *io)
{
    struct putters putters;
    spawn_putters(io, &putters);
    async_cancel(putters.tasks[0]);
    settle(io);
    get_in_main(io, &putters.queue);
    settle(io);
    get_in_main(io, &putters.queue);
    join(io, putters.tasks, 2);
    say("size %d", putters.queue.count);
    return 0;
}

static int
a_putter_cancelled_when_there_is_room_leaves_it_to_the_next(struct io *io)
{
    struct putters putters;
    spawn_putters(io, &putters);
    say("got %d", get_at_once(&putters.queue));
    async_cancel(putters.tasks[0]);
    join(io, putters.tasks, 2);
    return get_in_main(io, &putters.queue);
}

static int an_item_that_came_for_a_waiter_can_be_taken(struct io *io)
{
    struct getters getters;
    char value[VALUE_MAX];
    spawn_getters(io, &getters, 1);
    differ("an item belongs to the first to wait, not to the fastest",
           "EAGAIN A got 1", "1 A got 2");
    put_at_once(&getters.queue, 1);
    say("%s", value_of(get_at_once(&getters.queue), value));
    settle(io);
    put_at_once(&getters.queue, 2);
    settle(io);
    agree();
    join(io, getters.tasks, 1);
    return 0;
}

struct queue_worker {
    struct async_queue *queue;
    int done;
};

static int work(struct io *io, void *arg)
{
    struct queue_worker *self = arg;
    void *item;
    int err = async_queue_get(io, self->queue, &item);
    while (!err && number_of(item) >= 0) {
        self->done++;
        async_yield(io);
        err = async_queue_get(io, self->queue, &item);
    }
    return err;
}

static int workers_share_the_items_of_a_queue(struct io *io)
{
    struct async_queue queue;
    void *slots[SLOTS];
    async_queue_open(&queue, slots, SLOTS);
    for (int i = 0; i < 30; i++)
        put_at_once(&queue, i);
    for (int i = 0; i < 3; i++)
        put_at_once(&queue, -1);
    struct queue_worker workers[] = {{&queue, 0}, {&queue, 0}, {&queue, 0}};
    struct async_task *tasks[3];
    for (int i = 0; i < 3; i++)
        tasks[i] = spawn(io, work, &workers[i]);
    join(io, tasks, 3);
    say("done %d %d %d", workers[0].done, workers[1].done, workers[2].done);
    return 0;
}

static int of_a_stack_the_newest_comes_first(struct io *io)
{
    struct async_queue queue;
    void *slots[3];
    async_queue_open_newest_first(&queue, slots, 3);
    for (int i = 0; i < 3; i++)
        put_at_once(&queue, i);
    put_at_once(&queue, 3);
    get_in_main(io, &queue);
    put_at_once(&queue, 7);
    for (int i = 0; i < 3; i++)
        get_in_main(io, &queue);
    return 0;
}

static int compare(const void *a, const void *b)
{
    return number_of(a) - number_of(b);
}

static int of_a_priority_queue_the_least_comes_first(struct io *io)
{
    static const int numbers[] = {5, 2, 8, 1, 9, 3, 7, 0, 6, 4};
    struct async_queue queue;
    void *slots[10];
    async_queue_open_least_first(&queue, slots, 10, compare);
    for (int i = 0; i < 10; i++)
        put_at_once(&queue, numbers[i]);
    put_at_once(&queue, 11);
    for (int i = 0; i < 4; i++)
        get_in_main(io, &queue);
    put_at_once(&queue, 1);
    put_at_once(&queue, 12);
    for (int i = 0; i < 8; i++)
        get_in_main(io, &queue);
    return get_at_once(&queue);
}

static int say_joined(struct io *io, void *arg)
{
    int err = async_queue_join(io, arg);
    say("joined");
    return err;
}

static int join_waits_until_all_is_dealt_with(struct io *io)
{
    struct async_queue queue;
    void *slots[SLOTS];
    async_queue_open(&queue, slots, SLOTS);
    told("join", async_queue_join(io, &queue));
    put_at_once(&queue, 1);
    put_at_once(&queue, 2);
    struct async_task *joiners[] = {spawn(io, say_joined, &queue),
                                    spawn(io, say_joined, &queue)};
    for (int i = 0; i < 2; i++) {
        settle(io);
        get_in_main(io, &queue);
        settle(io);
        say("dealt with");
        told("task_done", async_queue_task_done(&queue));
    }
    join(io, joiners, 2);
    told("task_done", async_queue_task_done(&queue));
    return 0;
}

static int told_get(struct io *io, void *arg)
{
    void *item;
    int err = async_queue_get(io, arg, &item);
    return told("get", err ? err : number_of(item));
}

static int a_queue_that_is_shut_can_be_emptied(struct io *io)
{
    struct async_queue queue;
    void *slots[2];
    async_queue_open(&queue, slots, 2);
    put_at_once(&queue, 1);
    put_at_once(&queue, 2);
    struct end late = {"late", &queue, 3};
    struct async_task *putter = spawn(io, put, &late);
    settle(io);
    async_queue_shutdown(&queue);
    told("put", async_queue_put(io, &queue, item_of(4)));
    told("put", async_queue_put_nowait(&queue, item_of(4)));
    for (int i = 0; i < 3; i++)
        told_get(io, &queue);
    told("get", get_at_once(&queue));
    join(io, &putter, 1);
    return 0;
}

static int shutting_wakes_those_that_wait_for_items(struct io *io)
{
    struct async_queue queue;
    void *slots[2];
    async_queue_open(&queue, slots, 2);
    struct async_task *getters[] = {spawn(io, told_get, &queue),
                                    spawn(io, told_get, &queue),
                                    spawn(io, told_get, &queue)};
    settle(io);
    put_at_once(&queue, 1);
    async_queue_shutdown(&queue);
    join(io, getters, 3);
    return 0;
}

static int shutting_at_once_drops_what_is_in_it(struct io *io)
{
    struct async_queue queue;
    void *slots[4];
    async_queue_open(&queue, slots, 4);
    for (int i = 0; i < 3; i++)
        put_at_once(&queue, i);
    get_in_main(io, &queue);
    struct async_task *joiner = spawn(io, say_joined, &queue);
    settle(io);
    async_queue_shutdown_at_once(&queue);
    settle(io);
    told_get(io, &queue);
    say("size %d", queue.count);
    told("task_done", async_queue_task_done(&queue));
    join(io, &joiner, 1);
    return 0;
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(items_come_in_the_order_they_were_put),
        SCENARIO(getters_are_served_in_order),
        SCENARIO(putters_wait_for_room_and_go_in_order),
        SCENARIO(a_queue_of_one_hands_items_over_one_by_one),
        SCENARIO(calls_that_must_not_wait_are_refused),
        SCENARIO(a_cancelled_getter_leaves_its_place_to_the_next),
        SCENARIO(a_getter_cancelled_as_an_item_comes_loses_nothing),
        SCENARIO(the_only_getter_cancelled_as_an_item_comes_loses_nothing),
        SCENARIO(a_getter_that_times_out_loses_nothing),
        SCENARIO(a_cancelled_putter_puts_nothing),
        SCENARIO(a_putter_cancelled_when_there_is_room_leaves_it_to_the_next),
        SCENARIO(an_item_that_came_for_a_waiter_can_be_taken),
        SCENARIO(workers_share_the_items_of_a_queue),
        SCENARIO(of_a_stack_the_newest_comes_first),
        SCENARIO(of_a_priority_queue_the_least_comes_first),
        SCENARIO(join_waits_until_all_is_dealt_with),
        SCENARIO(a_queue_that_is_shut_can_be_emptied),
        SCENARIO(shutting_wakes_those_that_wait_for_items),
        SCENARIO(shutting_at_once_drops_what_is_in_it),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
