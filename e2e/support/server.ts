// Starts the program on a free port with an empty data folder, waits until it is ready, keeps its log, and always stops it.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 10_000;
const COMMAND_MS_MAX = 30_000;
const ASK_AGAIN_MS = 100;
const LOG_LINES_SHOWN = 40;

const TOP = resolve(import.meta.dirname, "../..");

/** A program that runs and answers. */
export interface Sigap {
  url: string;
  /** Its data folder: with it the command line reaches the running program. */
  data: string;
  log: string;
  stop(): Promise<void>;
}

/** Starts `sigap demo` from a fixed seed; `log` is a path under test-results. */
export function startDemo(log = "server.log", seed = 1): Promise<Sigap> {
  return startWith(["demo", "--seed", `${seed}`], log);
}

/** Starts `sigap serve` with nothing in it: a deployment on its first day, with these settings if there are any. */
export function startServe(log: string, settings?: string): Promise<Sigap> {
  return startWith(["serve"], log, settings);
}

/** Runs a command of the operator against a data folder, the running program's or nobody's; gives what it printed. */
export async function sigap(data: string, args: string[], input = ""): Promise<string> {
  return new Promise((done, failed) => {
    const child = execFile(program(), [...args, "--data", data], { timeout: COMMAND_MS_MAX }, (error, out, said) => {
      if (error) failed(new Error(`sigap ${args.join(" ")}: ${said || error.message}`));
      else done(out);
    });
    // A command that reads nothing may have ended before this is written; what it said decides, not whether it listened.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

async function startWith(what: string[], log: string, settings?: string): Promise<Sigap> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "sigap-e2e-"));
  const data = join(folder, "data");
  const logPath = join(TOP, "e2e/test-results", log);
  const config = join(folder, "sigap.toml");
  if (settings !== undefined) writeFileSync(config, settings);
  const with_ = settings === undefined ? [] : ["--config", config];
  const child = start([...what, ...with_, "--data", data, "--listen", `127.0.0.1:${port}`], logPath);
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(url, child);
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n--- ${logPath}\n${lastLines(logPath)}`);
  }
  return { url, data, log: logPath, stop };
}

function start(args: string[], logPath: string): ChildProcess {
  mkdirSync(dirname(logPath), { recursive: true });
  const log = createWriteStream(logPath);
  const child = spawn(program(), args, { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  child.on("error", (error) => log.write(`${error.message}\n`));
  // Should the tests be killed, the program goes with them.
  process.once("exit", () => child.kill("SIGKILL"));
  return child;
}

function program(): string {
  const target = process.env["CARGO_TARGET_DIR"] ?? join(TOP, "target");
  return process.env["SIGAP_BIN"] ?? join(target, "debug/sigap");
}

function gone(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + READY_MS_MAX;
  while (Date.now() < until) {
    if (gone(child)) throw new Error(`${program()} stopped before it was ready (code ${child.exitCode})`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((again) => setTimeout(again, ASK_AGAIN_MS));
  }
  throw new Error(`${url}/readyz did not say ready within ${READY_MS_MAX / 1000} s`);
}

async function end(child: ChildProcess): Promise<void> {
  if (gone(child)) return;
  const stopped = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
  await stopped;
  clearTimeout(late);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, "127.0.0.1", listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

function lastLines(path: string): string {
  return readFileSync(path, "utf8").trimEnd().split("\n").slice(-LOG_LINES_SHOWN).join("\n");
}
