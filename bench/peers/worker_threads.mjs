#!/usr/bin/env node
/* worker_threads.mjs -- the workers are threads, each with its own engine, heap
 * and event loop; they share one block of plain numbers. */
import { once } from "node:events";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { Work, drain, main } from "./overlap.mjs";

function start(work, number) {
    const worker = new Worker(fileURLToPath(import.meta.url), {
        workerData: { plan: work.plan, memory: work.memory, number },
        argv: [],
    });
    worker.on("message", (reasons) => {
        for (const [index, reason] of reasons)
            work.reasons.set(index, reason);
    });
    return once(worker, "exit");
}

if (isMainThread) {
    await main("node-workers", (work) => Promise.all(
        Array.from({ length: work.workers }, (_, number) => start(work, number))));
} else {
    const work = new Work(workerData.plan, workerData.memory);
    await drain(work, workerData.number);
    parentPort.postMessage(work.reasons);
}
