/* suspect.h -- what each of the seven suspects does. */
#ifndef SUSPECT_H
#define SUSPECT_H

/* Before the threads or tasks start. */
void suspect_begin(void);

/* What thread or task `who`, from 1 on, does with its number. */
void suspect_part(int who, int value);

/* After all have ended. Whatever their order, it is to be what it would be if
 * each had run alone, one after another. */
long suspect_result(void);

/* For tasks on a loop, which change places only in these calls: */

/* Awaits something outside, such as a database's answer; others run. */
void await_answer(void);

struct slots {
    int free; /* set before any task starts */
};

/* Takes a slot, and awaits one while none is free. */
void await_slot(struct slots *slots);
void slot_give(struct slots *slots);

#endif
