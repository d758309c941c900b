// Three small things about programs and ports that a shell does badly:
//   net.mjs port                    prints a free port
//   net.mjs ready URL PID SECONDS   waits until URL answers well; fails early when PID is gone
//   net.mjs stop PID SECONDS        asks PID to stop, waits, and makes it stop when it has not
import { createServer } from "node:net";

const ASK_AGAIN_MS = 100;

function printFreePort() {
  const probe = createServer();
  probe.listen(0, "127.0.0.1", () => {
    console.log(probe.address().port);
    probe.close();
  });
}

function alive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function waitUntilReady(url, pid, seconds) {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return 0;
    if (!alive(pid)) {
      console.error(`the program stopped before ${url} said ready`);
      return 1;
    }
    await new Promise((again) => setTimeout(again, ASK_AGAIN_MS));
  }
  console.error(`${url} did not say ready within ${seconds} s`);
  return 1;
}

async function stop(pid, seconds) {
  if (!alive(pid)) return;
  process.kill(pid, "SIGTERM");
  const until = Date.now() + seconds * 1000;
  while (alive(pid) && Date.now() < until) await new Promise((again) => setTimeout(again, ASK_AGAIN_MS));
  if (alive(pid)) process.kill(pid, "SIGKILL");
}

const [task, ...words] = process.argv.slice(2);
if (task === "port") printFreePort();
else if (task === "ready") process.exitCode = await waitUntilReady(words[0], Number(words[1]), Number(words[2]));
else if (task === "stop") await stop(Number(words[0]), Number(words[1]));
else throw new Error("port, ready or stop");
