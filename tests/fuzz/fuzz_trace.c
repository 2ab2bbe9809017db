/* fuzz_trace.c -- any file as a trace. */
#include "bench/results/trace.h"
#include "bench/results/trace_events.h"
#include "core/base/why.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct trace trace;
    char why[WHY_MAX] = "";
    int waiting, working;
    if (trace_read(&trace, fuzz_file(data, size), why) < 0) {
        fuzz_expect_line(why);
        return 0;
    }
    trace_peaks(&trace, &waiting, &working);
    int most = trace_in_flight(&trace);
    fuzz_expect(most <= trace.count && waiting <= trace.count &&
                    working <= trace.count,
                "no more tasks at once than there are");
    fuzz_expect(trace_end_ns(&trace) >= 0, "an end");
    json_t *events = trace_events(&trace, "cell");
    fuzz_expect(events, "events");
    json_decref(events);
    trace_free(&trace);
    return 0;
}
