#!/usr/bin/env node
/* @NAME@.mjs -- the workers are async functions on Node's one event loop.
 *
 * A start: change what a worker is. The tasks, the command line and the record
 * are in overlap.mjs; the protocol is in docs/protocol.md. */
import { drain, main } from "@DATA@/peers/overlap.mjs";

await main("@NAME@", (work) => Promise.all(
    Array.from({ length: work.workers }, (_, number) => drain(work, number))));
