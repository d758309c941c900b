// How a page reaches the hub: through the SharedWorker, or with a hub of its own that sleeps while the page is hidden.

import { browserWorld, Hub, type Ask, type News } from "./hub";

export interface Wire {
  ask(ask: Ask): void;
  /** Whether the wire should say goodbye while the page is hidden. */
  readonly ownStream: boolean;
}

export function connect(tell: (news: News) => void): Wire {
  return shared(tell) ?? own(tell);
}

function shared(tell: (news: News) => void): Wire | null {
  if (typeof SharedWorker === "undefined") return null;
  try {
    const worker = new SharedWorker(new URL("./worker.ts", import.meta.url), { type: "module", name: "sigap-live" });
    worker.port.onmessage = (message: MessageEvent<News>) => tell(message.data);
    worker.port.start();
    return { ask: (ask) => worker.port.postMessage(ask), ownStream: false };
  } catch {
    return null;
  }
}

function own(tell: (news: News) => void): Wire {
  const hub = new Hub(browserWorld());
  const page = { tell };
  return { ask: (ask) => hub.ask(page, ask), ownStream: true };
}
