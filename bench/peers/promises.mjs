#!/usr/bin/env node
/* promises.mjs -- the workers are async functions on Node's one event loop. */
import { drain, main } from "./overlap.mjs";

await main("node-promises", (work) => Promise.all(
    Array.from({ length: work.workers }, (_, number) => drain(work, number))));
