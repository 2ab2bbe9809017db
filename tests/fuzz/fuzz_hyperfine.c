/* fuzz_hyperfine.c -- any file as what hyperfine wrote. */
#include <errno.h>
#include <math.h>

#include "bench/run/hyperfine.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hyperfine_run run;
    int err = hyperfine_read(fuzz_file(data, size), &run);
    fuzz_expect(err == 0 || err == -EPROTO, "times, or that there are none");
    if (err == 0)
        fuzz_expect(isfinite(run.time_s) && isfinite(run.user_s) &&
                        isfinite(run.sys_s),
                    "times that can be computed with");
    return 0;
}
