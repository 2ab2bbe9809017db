/* overlap.mjs -- what the Node peers share: tasks, their results, the record.
 *
 * A peer answers one question, as our own models do: what is a worker? Its file
 * gives main() a run(work) that starts work.workers workers and waits for them;
 * each calls drain(), which has its own io. docs/protocol.md is the contract
 * for the command line and the record. */
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import os from "node:os";
import { parseArgs } from "node:util";

const SIEVE_MAX = 20_000_000; // most candidates for which primes are checked
const { ECANCELED, EIO, EPROTO, ETIMEDOUT } = os.constants.errno;
const timerMs = (ns) => Math.min(ns / 1e6, 1e9); // a timer takes 31 bits
const now = () => Number(process.hrtime.bigint()); // ns; exact for 104 days

// ---- tasks ----

/* By trial division: the slow method is the point. */
function countPrimes(begin, end) {
    let primes = 0;
    for (let n = begin; n < end; n++) {
        if (n % 2 === 0 || n < 3) {
            primes += n === 2;
            continue;
        }
        let divisor = 3;
        while (divisor * divisor <= n && n % divisor)
            divisor += 2;
        primes += divisor * divisor > n;
    }
    return primes;
}

/* CRC-32, since Node's zlib has it only from 20.15 on. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
    for (let bit = 0; bit < 8; bit++)
        byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1;
    return byte;
});

function crc32(body) {
    let crc = 0xffffffff;
    for (const byte of body)
        crc = crcTable[(crc ^ byte) & 255] ^ (crc >>> 8);
    return ~crc >>> 0;
}

class TaskError extends Error {
    constructor(number, reason) {
        super(reason);
        this.number = number;
    }
}

const tasks = {
    noop: () => 0,
    grain(io, plan, index) {
        let state = index;
        for (let round = 0; round < plan.size; round++)
            state = (Math.imul(state, 1664525) + 1013904223) | 0;
        return state >>> 0;
    },
    async sleep(io, plan) {
        await io.sleep(plan.size * 1e6);
        return plan.size;
    },
    async fetch(io, plan, index) {
        return crc32(await io.get(plan.urls[index % plan.urls.length]));
    },
    primes: (io, plan, index) =>
        countPrimes(index * plan.size, (index + 1) * plan.size),
    async fail(io, plan, index) {
        await io.sleep(plan.size * (index === 1 ? 1e6 : 1e7));
        if (index === 1)
            throw new TaskError(EIO, "fails on purpose");
        return index;
    },
};

// kind, unit of size, default number of tasks, default size
const workloads = {
    noop: ["cpu", "count", 1000, 0],
    grain: ["cpu", "count", 100000, 1000],
    sleep: ["io", "ms", 10, 100],
    fetch: ["io", "bytes", 50, 1024],
    primes: ["cpu", "count", 200, 1000],
    fail: ["safety", "ms", 4, 50],
};

// ---- what a task may do ----

/* A worker's io. Waits suspend the task that makes them. */
class Io {
    deadline = Infinity; // the task's
    waits = [0, 0]; // when its wait began and ended; no task waits twice

    constructor(work) {
        this.work = work;
    }

    /* Waits for what start(resolve, reject) begins, until the task's deadline
     * or the run's end at most, then calls what start() returned to end it. */
    async wait(start) {
        const begin = now(), { waiting } = this.work;
        let cancel, end, timer;
        try {
            return await new Promise((resolve, reject) => {
                cancel = () => reject(new TaskError(ECANCELED, "canceled"));
                if (this.work.stopped())
                    cancel();
                const arm = () => {
                    const left = this.deadline - now();
                    if (left > 0)
                        timer = setTimeout(arm, timerMs(left));
                    else
                        reject(new TaskError(ETIMEDOUT, "timed out"));
                };
                if (this.deadline < Infinity)
                    arm();
                waiting.add(cancel);
                end = start(resolve, reject);
            });
        } finally {
            waiting.delete(cancel);
            clearTimeout(timer);
            end();
            this.waits = [this.waits[0] || begin, now()];
        }
    }

    async waitUntil(wake) {
        for (let left; (left = wake - now()) > 0;) // timers count whole ms
            await this.wait((resolve) => {
                const timer = setTimeout(resolve, timerMs(left));
                return () => clearTimeout(timer);
            });
    }

    sleep(ns) {
        return this.waitUntil(now() + ns);
    }

    /* GETs the body of a page over the worker's own session. */
    get(url) {
        const kind = url.startsWith("https:") ? https : http;
        this.agent ??= new kind.Agent({ keepAlive: true, maxSockets: 1 });
        return this.wait((resolve, reject) => {
            let ended = false;
            const request = kind.get(url, { agent: this.agent }, (answer) => {
                const parts = [];
                answer.on("data", (part) => parts.push(part));
                answer.on("error", reject);
                answer.on("end", () => {
                    ended = true;
                    if (answer.statusCode < 400)
                        resolve(Buffer.concat(parts));
                    else
                        reject(new TaskError(EPROTO, `${answer.statusCode} ` +
                            answer.statusMessage));
                });
            });
            request.on("error", reject);
            return () => ended || request.destroy();
        });
    }
}

// ---- the run ----

/* The shared state of a run. All threads share its memory: a word for the next
 * task, a word to stop, and the results, seven numbers each. */
export class Work {
    waiting = new Set(); // functions that end this thread's waits
    reasons = new Map(); // of the tasks that failed in this thread

    constructor(plan, memory) {
        const bytes = 8 + plan.tasks * 7 * 8;
        this.plan = plan;
        this.workers = Math.max(1, Math.min(plan.width || plan.tasks, plan.tasks));
        this.memory = memory ?? new SharedArrayBuffer(bytes);
        this.words = new Int32Array(this.memory, 0, 2);
        this.numbers = new Float64Array(this.memory, 8);
        this.start = plan.start;
        this.channel = new BroadcastChannel("overlap"); // to the other threads
        this.channel.onmessage = () => this.cancel();
        this.channel.unref();
    }

    stopped() {
        return Atomics.load(this.words, 1);
    }

    cancel() {
        for (const cancel of [...this.waiting])
            cancel();
    }

    stop() {
        Atomics.store(this.words, 1, 1);
        this.channel.postMessage("stop");
        this.cancel();
    }

    due(index) {
        return this.plan.start + 1e9 * index / this.plan.rate;
    }

    put(index, result) {
        this.numbers.set([result.begin, result.end, ...result.waits,
            result.answer, result.err, result.worker + 1], index * 7);
    }

    result(index) {
        const [begin, end, from, until, answer, err, worker] =
            this.numbers.subarray(index * 7, index * 7 + 7);
        return { begin, end, waits: [from, until], answer,
            err: worker ? err : ECANCELED, worker: worker - 1 };
    }
}

async function runTask(work, index, worker, io) {
    const { plan } = work;
    const result = { begin: now(), answer: 0, err: 0, worker };
    io.waits = [0, 0];
    io.deadline = plan.timeout ? result.begin + plan.timeout : Infinity;
    try {
        result.answer = await tasks[plan.workload](io, plan, index);
    } catch (error) {
        result.err = error.number ?? os.constants.errno[error.code] ?? EIO;
        work.reasons.set(index, error.message);
    }
    result.end = now();
    result.waits = io.waits;
    io.deadline = Infinity;
    work.put(index, result);
    if (result.err && !plan.keepGoing && !work.stopped())
        work.stop();
}

/* Runs a worker: takes tasks until none is left. */
export async function drain(work, worker) {
    const io = new Io(work), { plan } = work;
    while (!work.stopped()) {
        const index = Atomics.add(work.words, 0, 1);
        if (index >= plan.tasks)
            break;
        try {
            if (plan.rate)
                await io.waitUntil(work.due(index));
        } catch {
            break; // the run is over
        }
        await runTask(work, index, worker, io);
    }
    io.agent?.destroy();
}

// ---- what the results add up to ----

/* The finaliser of splitmix64 (Steele, Lea and Flood, 2014). */
function mix(x) {
    x = BigInt.asUintN(64, (x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n);
    x = BigInt.asUintN(64, (x ^ (x >> 27n)) * 0x94d049bb133111ebn);
    return x ^ (x >> 31n);
}

function combine(results) {
    let h = 0n;
    results.forEach((result, i) => {
        if (!result.err)
            h = mix(h ^ mix(BigInt(i + 1)) ^ BigInt(result.answer));
    });
    return h.toString(16).padStart(16, "0");
}

/* By nearest rank; null if there are no values. */
function percentiles(values) {
    const sorted = Float64Array.from(values, Math.round).sort();
    if (!sorted.length)
        return null;
    const rank = (p) => sorted[Math.ceil(sorted.length * p / 100) - 1];
    return { p50: rank(50), p90: rank(90), p99: rank(99), max: rank(100) };
}

function peakInFlight(began) {
    const begins = Float64Array.from(began, (r) => r.begin).sort();
    const ends = Float64Array.from(began, (r) => r.end).sort();
    let peak = 0, ended = 0;
    begins.forEach((begin, i) => {
        while (ends[ended] <= begin)
            ended++;
        peak = Math.max(peak, i + 1 - ended);
    });
    return peak;
}

/* Are the answers right? True, false, or why that is unknown. */
function check(plan, results) {
    const good = (test) => results.every((r, i) => r.err || test(r, i));
    if (results.every((r) => r.err))
        return "no task succeeded";
    if (plan.workload === "sleep")
        return good((r) => r.end - r.begin >= plan.size * 1e6);
    const end = plan.tasks * plan.size;
    if (plan.workload !== "primes" || end > SIEVE_MAX)
        return "nothing to check the answers by";
    const sieve = new Uint8Array(end).fill(1).fill(0, 0, 2);
    for (let n = 2; n * n < end; n++)
        for (let k = n * n; sieve[n] && k < end; k += n)
            sieve[k] = 0;
    return good((r, i) => r.answer === sieve.subarray(
        i * plan.size, (i + 1) * plan.size).reduce((sum, is) => sum + is, 0));
}

function makeRecord(model, work, results, wall, cpu, switches) {
    const { plan } = work;
    const began = results.filter((r) => r.worker >= 0);
    const isFailed = (r) => r.err && r.err !== ECANCELED;
    const waited = results.reduce((sum, r) => sum + r.waits[1] - r.waits[0], 0);
    const right = check(plan, results);
    const codes = Object.entries(os.constants.errno);
    const record = {
        schema: "overlap/record/1", model, workload: plan.workload,
        kind: workloads[plan.workload][0],
        plan: {
            tasks: plan.tasks, size: plan.size,
            size_unit: workloads[plan.workload][1], width: plan.width,
            workers: work.workers, keep_going: plan.keepGoing,
            rate_per_s: plan.rate, timeout_ns: plan.timeout, offload: false,
            ticker: false, meter: plan.meter,
        },
        ok: results.filter((r) => !r.err).length,
        failed: results.filter(isFailed).length,
        canceled: results.filter((r) => r.err === ECANCELED).length,
        right: typeof right === "boolean" ? right : null,
        answer: combine(results), wall_ns: wall,
        user_ns: cpu.user * 1000, sys_ns: cpu.system * 1000,
        cores_used: (cpu.user + cpu.system) * 1000 / wall,
        waited_ns: waited,
        overlap: waited ? Math.max(0, 1 - wall / waited) : null,
        peak_in_flight: peakInFlight(began),
        threads: null, processes: null, memory: null,
        context_switches: switches,
        latency_ns: percentiles(results.map((r, i) => [r, i])
            .filter(([r]) => r.worker >= 0)
            .map(([r, i]) => r.end - (plan.rate ? work.due(i) : r.begin))),
        service_ns: percentiles(began.map((r) => r.end - r.begin)),
        lateness_ns: null,
        failures: [...results.entries()].filter(([, r]) => isFailed(r))
            .slice(0, 10).map(([index, r]) => ({
                index, error: codes.find(([, n]) => n === r.err)?.[0] ?? "EIO",
                reason: work.reasons.get(index) ?? "",
            })),
        versions: process.versions,
    };
    const whys = { right, overlap: "no task waited",
        latency_ns: "no task began", service_ns: "no task began" };
    record.missing = Object.fromEntries(Object.keys(record)
        .filter((key) => record[key] === null)
        .map((key) => [key, whys[key] ?? "this program does not measure it"]));
    return record;
}

/* Writes -1 for cpu_ns: Node 20 has no clock for a thread's CPU time. */
function writeTrace(work, results, path) {
    const lines = results.map((r, i) => {
        const base = r.worker >= 0 ? work.plan.start : 0;
        const waits = r.waits[1] ? r.waits.map((ns) => ns - base).join("-") : "";
        return `${i},${r.worker},${r.begin - base},${r.end - base},${-r.err},` +
            `-1,${waits}\n`;
    });
    fs.writeFileSync(path,
        "index,worker,begin_ns,end_ns,err,cpu_ns,waits\n" + lines.join(""));
}

function writeRecord(record, path) {
    const fd = path === "-" ? 1 : fs.openSync(path, "a");
    fs.writeSync(fd, JSON.stringify(record) + "\n");
}

function printRecord(record) {
    for (const key of ["model", "workload", "ok", "failed", "canceled", "answer"])
        console.log(`  ${key.padEnd(12)} ${record[key]}`);
    console.log(`  ${"wall".padEnd(12)} ${(record.wall_ns / 1e6).toFixed(1)} ms`);
}

// ---- the command line ----

const units = {
    count: { "": 1, k: 1e3, M: 1e6, G: 1e9 },
    bytes: { "": 1, B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024,
        MiB: 1024 ** 2, GiB: 1024 ** 3 },
    ms: { "": 1, ns: 1e-6, us: 1e-3, ms: 1, s: 1e3, min: 6e4 },
};

function number(given, option, unit, least, most, otherwise) {
    if (given[option] === undefined)
        return otherwise;
    const found = /^(\d+(?:\.\d+)?)(\D*)$/.exec(given[option]);
    const value = found ? found[1] * units[unit][found[2]] : NaN;
    if (!(value >= least && value <= most))
        throw new Error(`--${option}: found '${given[option]}', expected a ` +
            `number from ${least} to ${most}, in ${unit}`);
    return value;
}

function parse() {
    const text = { type: "string" }, flag = { type: "boolean" };
    const { values: given, positionals: words } = parseArgs({
        allowPositionals: true,
        options: {
            tasks: text, size: text, width: text, "keep-going": flag,
            rate: text, timeout: text, url: { ...text, multiple: true },
            meter: flag, record: text, trace: text, list: flag, version: flag,
            help: flag,
        },
    });
    if (given.list || given.version || given.help)
        return { given };
    if (words.length !== 1 || !Object.hasOwn(workloads, words[0]))
        throw new Error(`found '${words.join(" ")}', expected one workload of: ` +
            Object.keys(workloads).join(", "));
    const [kind, unit, tasks, size] = workloads[words[0]];
    if (words[0] === "fetch" && !given.url)
        throw new Error("fetch: found no --url, expected one");
    return { given, plan: {
        workload: words[0],
        tasks: number(given, "tasks", "count", 1, 1e7,
            given.url?.length ?? tasks),
        size: number(given, "size", unit, 1, 2 ** 30, size),
        width: number(given, "width", "count", 0, 1e7,
            kind === "cpu" ? os.availableParallelism?.() ?? 2 : 0),
        rate: number(given, "rate", "count", 1e-9, 1e9, null),
        timeout: given.timeout === undefined ? null
            : 1e6 * number(given, "timeout", "ms", 1e-6, 9e11),
        keepGoing: given["keep-going"] ?? false, meter: given.meter ?? false,
        urls: given.url ?? [],
    } };
}

function tell(model, given) {
    if (given.list)
        for (const [name, [kind, unit, tasks, size]] of Object.entries(workloads))
            console.log(`${name.padEnd(8)} ${kind.padEnd(7)} ${tasks} tasks of ` +
                `${size} ${unit}`);
    else if (given.version)
        console.log(`${model} ${process.version}`);
    else
        console.log(`${model}: its options are in docs/protocol.md`);
    return 0;
}

async function runPlan(model, given, plan, run) {
    let caught = 0;
    plan.start = now();
    const work = new Work(plan);
    const onSignal = (_, number) => {
        caught = number;
        work.stop();
    };
    process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
    const cpuBefore = process.cpuUsage(), before = process.resourceUsage();
    plan.start = now();
    await run(work);
    const wall = now() - plan.start;
    const cpu = process.cpuUsage(cpuBefore), after = process.resourceUsage();
    const switches = {
        voluntary: after.voluntaryContextSwitches -
            before.voluntaryContextSwitches,
        involuntary: after.involuntaryContextSwitches -
            before.involuntaryContextSwitches,
    };
    const results = Array.from({ length: plan.tasks }, (_, i) => work.result(i));
    const record = makeRecord(model, work, results, wall, cpu, switches);
    if (given.trace)
        writeTrace(work, results, given.trace);
    if (given.record)
        writeRecord(record, given.record);
    else
        printRecord(record);
    if (caught)
        return 128 + caught;
    return record.failed || record.right === false ? 1 : 0;
}

/* The whole program: parses the command line, runs the plan, reports. */
export async function main(model, run) {
    try {
        const { given, plan } = parse();
        process.exitCode = plan ? await runPlan(model, given, plan, run)
            : tell(model, given);
    } catch (error) {
        console.error(`${model}: ${error.message.split("\n")[0]}`);
        process.exitCode = 2;
    }
}
