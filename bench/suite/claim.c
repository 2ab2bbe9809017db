/* claim.c -- the tables for reading claims. */
#include "bench/suite/claim.h"

static const struct yaml_word roles[] = {
    {"judges", TEST_JUDGES},
    {"controls", TEST_CONTROLS},
    {"observes", TEST_OBSERVES},
    {0},
};
static const struct yaml_word kinds[] = {
    {"ratio", TEST_RATIO}, {"equal", TEST_EQUAL},       {"exists", TEST_EXISTS},
    {"never", TEST_NEVER}, {"semantic", TEST_SEMANTIC}, {0},
};
static const struct yaml_word verdicts[] = {
    {"supported", VERDICT_SUPPORTED},
    {"refuted", VERDICT_REFUTED},
    {"partly", VERDICT_PARTLY},
    {0},
};
static const struct yaml_word needs[] = {
    {"cores", NEED_CORES},
    {"server", NEED_SERVER},
    {"evictable", NEED_EVICTABLE},
    {"python", NEED_PYTHON},
    {"database", NEED_DATABASE},
    {"io_uring", NEED_RING},
    {0},
};

#define MUST(structure, member) YAML_AT(structure, member), .required = true
#define NUMBER(structure, member)                                              \
    YAML_AT(structure, member), .kind = YAML_NUMBER
#define LIST(structure, member, entry)                                         \
    YAML_MANY(structure, member), .most = 100, .of = (entry)

static const struct yaml_row wrong_rows[] = {
    {YAML_AT(claim_mutant, of)},
    {YAML_AT(claim_mutant, over)},
    {LIST(claim_mutant, args, yaml_texts)},
    {0},
};

static const struct yaml_row test_rows[] = {
    {MUST(claim_test, says)},
    {YAML_AT(claim_test, role), .kind = YAML_WORD, .words = roles},
    {YAML_AT(claim_test, kind), .kind = YAML_WORD, .words = kinds},
    {YAML_TO(claim_test, expect), .kind = YAML_WORD, .words = verdicts},
    {YAML_AT(claim_test, metric)},
    {YAML_AT(claim_test, of)},
    {YAML_AT(claim_test, over)},
    {YAML_AT(claim_test, per_ceiling), .kind = YAML_TRUTH},
    {NUMBER(claim_test, supported)},
    {NUMBER(claim_test, refuted)},
    {NUMBER(claim_test, delta)},
    {YAML_AT(claim_test, program)},
    {LIST(claim_test, args, yaml_texts)},
    {YAML_AT(claim_test, trace)},
    {YAML_AT(claim_test, refuting)},
    {YAML_TO(claim_test, wrong), .kind = YAML_MAP, .of = wrong_rows},
    {0},
};

static const struct yaml_row need_entry = {.kind = YAML_WORD, .words = needs};
static const struct yaml_row number_entry = {.kind = YAML_WHOLE, .most = 1000};

static const struct yaml_row claim_rows[] = {
    {MUST(claim, id)},
    {LIST(claim, documents, &number_entry), .required = true},
    {MUST(claim, claim)},
    {YAML_AT(claim, documents_say)},
    {MUST(claim, kind), .kind = YAML_WORD, .words = kinds},
    {LIST(claim, needs, &need_entry)},
    {MUST(claim, expect), .kind = YAML_WORD, .words = verdicts},
    {MUST(claim, because)},
    {YAML_AT(claim, teaches)},
    {YAML_AT(claim, wrong)},
    {LIST(claim, tests, test_rows), .least = 1, .required = true},
    {0},
};
static const struct yaml_row document_rows[] = {
    {MUST(claim_document, number), .kind = YAML_WHOLE, .most = 1000},
    {MUST(claim_document, title)},
    {0},
};
const struct yaml_row claims_rows[] = {
    {LIST(claims_file, documents, document_rows), .least = 1},
    {LIST(claims_file, claims, claim_rows), .least = 1, .required = true},
    {0},
};
