/* fuzz_claims.c -- any file as claims. */
#include "bench/suite/claims.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct claims *claims;
    char why[WHY_MAX] = "";
    if (claims_load(&claims, fuzz_file(data, size), why) < 0) {
        fuzz_expect_line(why);
        return 0;
    }
    fuzz_expect(claims->claims_count > 0, "a claim");
    claims_free(claims);
    return 0;
}
