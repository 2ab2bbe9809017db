/* test_hash.c -- hash: NIST's vectors, and a check that can fail. */
#include "workloads/hash.c" /* NOLINT(bugprone-suspicious-include) */

#include "tests/workloads/answers.h"

static void digest_hex(const char *text, char hex[2 * DIGEST_BYTES + 1])
{
    unsigned char digest[DIGEST_BYTES] = {0};
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    assert_non_null(context);
    assert_int_equal(digest_next(context, (const unsigned char *)text,
                                 strlen(text), digest, true),
                     0);
    for (int i = 0; i < DIGEST_BYTES; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    EVP_MD_CTX_free(context);
}

/* FIPS 180-2, appendix B, and the empty message of NIST's CAVP. */
static void a_round_is_sha_256(void **state)
{
    (void)state;
    char hex[2 * DIGEST_BYTES + 1];
    assert_int_equal(hash_setup(NULL, why), 0);
    digest_hex("abc", hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223"
                             "b00361a396177a9cb410ff61f20015ad");
    digest_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", hex);
    assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039"
                             "a33ce45964ff2167f6ecedd419db06c1");
    digest_hex("", hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb924"
                             "27ae41e4649b934ca495991b7852b855");
    hash_teardown();
}

/* The definition, by libcrypto's one-call interface. */
static uint64_t chain_define(const unsigned char *buf, size_t bytes)
{
    unsigned char *both = malloc(DIGEST_BYTES + bytes),
                  digest[DIGEST_BYTES] = {0};
    uint64_t answer = 0;
    assert_non_null(both);
    EVP_Digest(buf, bytes, digest, NULL, EVP_sha256(), NULL);
    for (int round = 1; round < ROUNDS; round++) {
        memcpy(both, digest, DIGEST_BYTES);
        memcpy(both + DIGEST_BYTES, buf, bytes);
        EVP_Digest(both, DIGEST_BYTES + bytes, digest, NULL, EVP_sha256(),
                   NULL);
    }
    for (int i = 0; i < 8; i++)
        answer = answer << 8 | digest[i];
    free(both);
    return answer;
}

static void each_round_takes_in_the_one_before(void **state)
{
    (void)state;
    unsigned char buf[1003];
    struct plan plan = answers_make(&workload_hash, 3, sizeof buf, NULL);
    for (int i = 0; i < plan.tasks; i++) {
        buffer_fill(buf, sizeof buf, i);
        assert_true(results[i].answer == chain_define(buf, sizeof buf));
    }
    hash_teardown();
}

static void no_two_tasks_hash_the_same(void **state)
{
    (void)state;
    struct plan plan = answers_make(&workload_hash, 20, 9, NULL);
    for (int i = 0; i < plan.tasks; i++)
        for (int k = 0; k < i; k++)
            assert_true(results[i].answer != results[k].answer);
    hash_teardown();
}

static void a_wrong_digest_is_refused(void **state)
{
    (void)state;
    struct plan plan = answers_make(&workload_hash, 5, 100, NULL);
    for (int i = 0; i < plan.tasks; i++) {
        results[0].begin_ns = 1000 * (uint64_t)i; /* task i is the sample */
        expect_flip_refused(&plan, i);
    }
    hash_teardown();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_round_is_sha_256),
        cmocka_unit_test(each_round_takes_in_the_one_before),
        cmocka_unit_test(no_two_tasks_hash_the_same),
        cmocka_unit_test(a_wrong_digest_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
