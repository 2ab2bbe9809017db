/* test_queue.c -- the order in which held answers become due. */
#include "workloads/server/queue.h"

#include "tests/unit.h"

#define ENTRIES 3000

/* The queue never looks at a connection: any pointer will do. */
static char connections[ENTRIES];

static struct MHD_Connection *connection(int index)
{
    return (void *)&connections[index];
}

static void an_empty_queue_is_never_due(void **state)
{
    (void)state;
    struct server_queue queue = {0};
    assert_true(queue_next_ns(&queue) == UINT64_MAX);
    assert_null(queue_take(&queue, UINT64_MAX));
    queue_free(&queue);
}

static void nothing_is_taken_before_it_is_due(void **state)
{
    (void)state;
    struct server_queue queue = {0};
    assert_int_equal(queue_add(&queue, 100, connection(1)), 0);
    assert_int_equal(queue_add(&queue, 50, connection(2)), 0);
    assert_int_equal(queue_next_ns(&queue), 50);
    assert_null(queue_take(&queue, 49));
    assert_ptr_equal(queue_take(&queue, 50), connection(2));
    assert_null(queue_take(&queue, 99));
    assert_ptr_equal(queue_take(&queue, 1000), connection(1));
    assert_null(queue_take(&queue, UINT64_MAX));
    queue_free(&queue);
}

/* Entry i is due at (i * 1009) % ENTRIES, which takes each value once. */
static void all_come_out_in_the_order_they_are_due(void **state)
{
    (void)state;
    struct server_queue queue = {0};
    for (int i = 0; i < ENTRIES; i++)
        assert_int_equal(queue_add(&queue, (uint64_t)(i * 1009 % ENTRIES),
                                   connection(i * 1009 % ENTRIES)),
                         0);
    for (int due = 0; due < ENTRIES; due++)
        assert_ptr_equal(queue_take(&queue, (uint64_t)due), connection(due));
    assert_null(queue_take(&queue, UINT64_MAX));
    queue_free(&queue);
}

static void adding_and_taking_may_alternate(void **state)
{
    (void)state;
    struct server_queue queue = {0};
    uint64_t sequence = 1, last = 0;
    for (int i = 0; i < ENTRIES; i++) {
        sequence = sequence * 6364136223846793005u + 1442695040888963407u;
        uint64_t due = last + (sequence >> 54); /* never before the last */
        assert_int_equal(queue_add(&queue, due, connection(i)), 0);
        if (i % 2 == 0)
            continue;
        uint64_t next = queue_next_ns(&queue);
        assert_true(next >= last);
        assert_non_null(queue_take(&queue, next));
        last = next;
    }
    assert_int_equal(queue.count, ENTRIES / 2);
    queue_free(&queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_queue_is_never_due),
        cmocka_unit_test(nothing_is_taken_before_it_is_due),
        cmocka_unit_test(all_come_out_in_the_order_they_are_due),
        cmocka_unit_test(adding_and_taking_may_alternate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
