/* events.c -- events and conditions: who is woken, and when. */
#include "tests/async/asyncio/scenario.h"

struct listener {
    const char *name;
    struct async_event *event;
};

static int listen_silently(struct io *io, void *arg)
{
    const struct listener *self = arg;
    int err = async_event_wait(io, self->event);
    say("%s", self->name);
    return err;
}

static int an_event_wakes_all_in_order(struct io *io)
{
    struct async_event event = {0};
    struct listener listeners[] = {{"A", &event}, {"B", &event}, {"C", &event}};
    struct async_task *tasks[3];
    for (int i = 0; i < 3; i++)
        tasks[i] = spawn(io, listen_silently, &listeners[i]);
    settle(io);
    async_event_set(&event);
    say("set");
    join(io, tasks, 3);
    return 0;
}

static int an_event_that_is_set_holds_nobody_up(struct io *io)
{
    struct async_event event = {0};
    async_event_set(&event);
    told("wait", async_event_wait(io, &event));
    async_event_clear(&event);
    say("%s", event.set ? "set" : "clear");
    return 0;
}

static int listen_and_tell(struct io *io, void *arg)
{
    const struct listener *self = arg;
    return told(self->name, async_event_wait(io, self->event));
}

static int an_event_set_and_cleared_at_once_wakes_its_waiters(struct io *io)
{
    struct async_event event = {0};
    struct listener listeners[] = {
        {"A", &event}, {"B", &event}, {"late", &event}};
    struct async_task *tasks[] = {spawn(io, listen_and_tell, &listeners[0]),
                                  spawn(io, listen_and_tell, &listeners[1])};
    settle(io);
    async_event_set(&event);
    async_event_clear(&event);
    struct async_task *late = spawn(io, listen_and_tell, &listeners[2]);
    join(io, tasks, 2);
    say("%s", async_done(late) ? "woken" : "still waiting");
    async_event_set(&event);
    join(io, &late, 1);
    return 0;
}

/* What the readers of news share. */
struct news {
    struct async_lock lock;
    struct async_condition condition;
};

struct reader {
    const char *name;
    struct news *news;
};

static int wait_for_news(struct io *io, void *arg)
{
    const struct reader *self = arg;
    struct news *news = self->news;
    int err = async_lock_acquire(io, &news->lock);
    if (err)
        return err;
    say("%s waits", self->name);
    err = async_condition_wait(io, &news->condition);
    if (!err) {
        say("%s woke", self->name);
        async_yield(io);
        say("%s leaves", self->name);
    }
    async_lock_release(&news->lock);
    return err;
}

struct readers {
    struct news news;
    struct reader reader[3];
    struct async_task *tasks[3];
};

static void spawn_readers(struct io *io, struct readers *readers, int count)
{
    static const char *const names[] = {"A", "B", "C"};
    *readers = (struct readers){.news = {.lock = {0}}};
    readers->news.condition.lock = &readers->news.lock;
    for (int i = 0; i < count; i++) {
        readers->reader[i] = (struct reader){names[i], &readers->news};
        readers->tasks[i] = spawn(io, wait_for_news, &readers->reader[i]);
    }
    settle(io);
}

static int a_condition_notifies_one(struct io *io)
{
    struct readers readers;
    spawn_readers(io, &readers, 3);
    for (int i = 0; i < 3; i++) {
        async_lock_acquire(io, &readers.news.lock);
        async_condition_notify(&readers.news.condition, 1);
        say("notified");
        async_lock_release(&readers.news.lock);
        settle(io);
    }
    join(io, readers.tasks, 3);
    return 0;
}

static int a_condition_notifies_two_of_three(struct io *io)
{
    struct readers readers;
    spawn_readers(io, &readers, 3);
    async_lock_acquire(io, &readers.news.lock);
    async_condition_notify(&readers.news.condition, 2);
    async_lock_release(&readers.news.lock);
    settle(io);
    say("one is left");
    async_cancel(readers.tasks[2]);
    join(io, readers.tasks, 3);
    return 0;
}

static int a_condition_notifies_all_one_at_a_time(struct io *io)
{
    struct readers readers;
    spawn_readers(io, &readers, 3);
    async_lock_acquire(io, &readers.news.lock);
    async_condition_notify_all(&readers.news.condition);
    settle(io);
    say("lock is let go");
    async_lock_release(&readers.news.lock);
    join(io, readers.tasks, 3);
    return 0;
}

static int a_notification_with_no_waiter_is_lost(struct io *io)
{
    struct readers readers;
    spawn_readers(io, &readers, 0);
    async_lock_acquire(io, &readers.news.lock);
    async_condition_notify(&readers.news.condition, 1);
    async_lock_release(&readers.news.lock);
    readers.reader[0] = (struct reader){"A", &readers.news};
    readers.tasks[0] = spawn(io, wait_for_news, &readers.reader[0]);
    settle(io);
    say("A still waits");
    async_lock_acquire(io, &readers.news.lock);
    async_condition_notify_all(&readers.news.condition);
    async_lock_release(&readers.news.lock);
    join(io, readers.tasks, 1);
    return 0;
}

static void say_if_refused(int err)
{
    say("%s", err == -EPERM ? "refused" : "allowed");
}

static int waiting_or_notifying_without_the_lock_is_refused(struct io *io)
{
    struct async_lock lock = {0};
    struct async_condition condition = {.lock = &lock};
    say_if_refused(async_condition_notify(&condition, 1));
    say_if_refused(async_condition_notify_all(&condition));
    say_if_refused(async_condition_wait(io, &condition));
    return 0;
}

static int a_cancelled_waiter_of_a_condition_takes_the_lock_again(struct io *io)
{
    struct readers readers;
    spawn_readers(io, &readers, 1);
    struct lock_holder b = {{"B", 3, 0}, &readers.news.lock};
    struct async_task *tasks[] = {readers.tasks[0], spawn(io, hold_lock, &b)};
    settle(io);
    async_cancel(tasks[0]);
    settle(io);
    say("A %s", async_done(tasks[0]) ? "is done" : "waits for the lock");
    join(io, tasks, 2);
    return 0;
}

struct stock {
    struct async_lock lock;
    struct async_condition condition;
    int count;
};

static bool is_enough(void *arg)
{
    const struct stock *stock = arg;
    say("count %d", stock->count);
    return stock->count >= 3;
}

static int buy(struct io *io, void *arg)
{
    struct stock *stock = arg;
    async_lock_acquire(io, &stock->lock);
    int err = async_condition_wait_for(io, &stock->condition, is_enough, stock);
    say("%s", stock->lock.holder == async_self(io) ? "held" : "not held");
    async_lock_release(&stock->lock);
    return told("wait_for", err);
}

static int a_condition_is_waited_for_until_it_holds(struct io *io)
{
    struct stock stock = {.condition = {.lock = &stock.lock}};
    struct async_task *buyer = spawn(io, buy, &stock);
    for (int i = 0; i < 3; i++) {
        settle(io);
        async_lock_acquire(io, &stock.lock);
        stock.count++;
        async_condition_notify_all(&stock.condition);
        async_lock_release(&stock.lock);
    }
    join(io, &buyer, 1);
    return 0;
}

static int a_condition_that_holds_is_not_waited_for(struct io *io)
{
    struct stock stock = {.condition = {.lock = &stock.lock}, .count = 3};
    return buy(io, &stock);
}

static int waiting_until_it_holds_can_be_cancelled(struct io *io)
{
    struct stock stock = {.condition = {.lock = &stock.lock}};
    struct async_task *buyer = spawn(io, buy, &stock);
    settle(io);
    async_cancel(buyer);
    join(io, &buyer, 1);
    return 0;
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(an_event_wakes_all_in_order),
        SCENARIO(an_event_that_is_set_holds_nobody_up),
        SCENARIO(an_event_set_and_cleared_at_once_wakes_its_waiters),
        SCENARIO(a_condition_notifies_one),
        SCENARIO(a_condition_notifies_two_of_three),
        SCENARIO(a_condition_notifies_all_one_at_a_time),
        SCENARIO(a_notification_with_no_waiter_is_lost),
        SCENARIO(waiting_or_notifying_without_the_lock_is_refused),
        SCENARIO(a_cancelled_waiter_of_a_condition_takes_the_lock_again),
        SCENARIO(a_condition_is_waited_for_until_it_holds),
        SCENARIO(a_condition_that_holds_is_not_waited_for),
        SCENARIO(waiting_until_it_holds_can_be_cancelled),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
