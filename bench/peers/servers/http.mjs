// http.mjs PORT PAGE DELAY_MS -- callbacks of Node's loop serve.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const [port, path, delay] = process.argv.slice(2);
const page = readFileSync(path);

createServer((request, response) => {
    response.setHeader("Content-Length", page.length);
    if (Number(delay))
        setTimeout(() => response.end(page), Number(delay));
    else
        response.end(page);
}).listen({ port: Number(port), host: "127.0.0.1", backlog: 4096 });
