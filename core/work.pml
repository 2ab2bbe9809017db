/* work.pml -- who owns a task: a spin model of the claims, deaths and burials
 * in work.c and the permits in permits.c.
 *
 * Each step of a worker that others can see is one statement here, next to the
 * C that it stands for, and the worker may be killed before any of them. Its
 * process is then buried as in processes/forks.c: io_permits_reclaim(),
 * work_bury(), and perhaps a replacement. No task may be lost or begun twice,
 * no permit used by two workers at once, and the run must end.
 *
 * Workers are alike, so it is always the first ones that die. To keep it short,
 * the search is split in three: claims without permits; with -DPERMITS, deaths
 * in the taking, holding and giving of permits only; with -DSTOPS, claims where
 * any task may fail and so stop the run. -DMUTANT=n plants a fault that spin must find.
 * tests/core/test_model.sh runs them all. */
#ifndef MUTANT
#define MUTANT 0
#endif
#ifndef DEATHS
#define DEATHS 2 /* at most, in all */
#endif
#define WORKERS 3
#define TASKS 4
#ifdef PERMITS
#define CHUNK 1
#define STEP skip
#else
#define CHUNK 2
#define STEP MAY_DIE
#endif
#define NOBODY 255

byte next;         /* shared->next */
byte at[WORKERS];  /* worker->at: 2 * task, + 1 while it runs */
byte till[WORKERS]; /* worker->end */
bool gone[WORKERS];
byte ended;        /* shared->ended */
bool stop;         /* shared->stop */
bool early;        /* stopped for a reason other than ALL_DONE */

byte runs[TASKS];  /* how often the task was begun */
bool done[TASKS], failed[TASKS];

byte count = 1;    /* the permits' eventfd */
byte holder = NOBODY; /* permits->held->holder[0]: there is one permit */
byte inside;       /* workers using what the permit protects */
bool uses[WORKERS];

byte deaths;
bool alive[WORKERS], dead[WORKERS];

/* SIGKILL may come before any step. */
#define MAY_DIE \
    if \
    :: d_step { self < DEATHS && deaths < DEATHS -> deaths++ } goto died \
    :: true \
    fi

inline leave(self) { /* worker_leave() */
    gone[self] = true;
    do
    :: atomic { ended < WORKERS && gone[ended] -> ended++ } /* the CAS */
    :: else -> break
    od;
    if
    :: ended == WORKERS -> stop = true
    :: else
    fi
}

/* A worker or its replacement. `task` and `mine` are private memory, lost when
 * it dies. */
proctype worker(byte self)
{
    byte task, mine;
    do
    :: stop -> break
    :: else ->
        STEP;
        if
        :: at[self] / 2 < till[self] -> skip /* has_left() */
        :: else ->
            atomic { /* the compare-and-swap of claim() */
                mine = next;
                if
                :: next >= TASKS -> break
                :: next < TASKS && next + CHUNK > TASKS -> next = TASKS
                :: next + CHUNK <= TASKS -> next = next + CHUNK
                fi
            }
            task = (mine + CHUNK > TASKS -> TASKS : mine + CHUNK);
            STEP;
#if MUTANT == 1
            till[self] = task; /* before `at`: it owns old tasks again */
            STEP;
            at[self] = 2 * mine;
#else
            at[self] = 2 * mine;
            STEP;
            till[self] = task;
#endif
        fi;
        task = at[self] / 2;
        STEP;
#if MUTANT == 2
        at[self] = 2 * (task + 1); /* moves on before it has begun the task */
        STEP;
#else
        at[self] = 2 * task + 1;
        STEP;
#endif
        runs[task]++;
#ifdef PERMITS
        /* io_permit_take(), which retries io_permits_try() */
        do
        :: stop -> goto next_one /* -ECANCELED */
        :: atomic { count > 0 -> count-- } /* eventfd_read() */
            MAY_DIE;
            if
            :: atomic { holder == NOBODY -> holder = self } /* take_place() */
                break
            :: else -> skip /* the count was one too high */
            fi
        od;
        uses[self] = true;
        inside++;
        assert(inside == 1);
        MAY_DIE;
        inside--;
        uses[self] = false;
        MAY_DIE;
        holder = NOBODY; /* io_permits_give() */
        MAY_DIE;
        count++;
        MAY_DIE;
#endif
        done[task] = true; /* result->err */
#ifdef STOPS
        if
        :: atomic { stop = true; early = true } /* it failed: work_stop() */
        :: true
        fi;
#endif
        STEP;
next_one:
        at[self] = 2 * task + 2
    od;
    STEP;
    gone[self] = true;
    STEP;
    leave(self);
    alive[self] = false;
    goto end;
died:
    atomic { dead[self] = true; alive[self] = false }
end:
    skip
}

inline bury(self) {
    /* io_permits_reclaim() */
    if
    :: uses[self] -> inside--; uses[self] = false
    :: else
    fi;
#if MUTANT != 3
    if
    :: holder == self -> holder = NOBODY; count++
    :: else
    fi;
    count++;
#endif
    /* work_bury() */
    if
    :: !gone[self] && at[self] % 2 ->
        failed[at[self] / 2] = true; /* settle() */
        at[self]++
    :: else
    fi;
    if
    :: !gone[self] && !stop && (at[self] / 2 < till[self] || next < TASKS) ->
        alive[self] = true;
        run worker(self) /* replace() */
    :: else -> leave(self)
    fi
}

#define LEFT(i) (!alive[i] && !dead[i])

/* The program itself: forks_run(), then work_settle(). */
init {
    byte i;
    atomic {
        for (i : 0 .. WORKERS - 1) {
            alive[i] = true;
            run worker(i)
        }
    }
    do
    :: dead[0] -> atomic { dead[0] = false; bury(0) }
    :: dead[1] -> atomic { dead[1] = false; bury(1) }
    :: dead[2] -> atomic { dead[2] = false; bury(2) }
    :: LEFT(0) && LEFT(1) && LEFT(2) -> break
    od;
    assert(stop);
    for (i : 0 .. TASKS - 1) {
        if
        :: !runs[i] ->
#if MUTANT != 4
            failed[i] = true; /* work_settle() */
#endif
            skip
        :: else
        fi;
        assert(runs[i] <= 1);
        assert(early || done[i] || failed[i])
    }
}
