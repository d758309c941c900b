// The SharedWorker: one hub for all pages of this browser.

import { browserWorld, Hub, type Ask, type Page } from "./hub";

interface Connect extends Event {
  readonly ports: readonly MessagePort[];
}

const hub = new Hub(browserWorld());

self.addEventListener("connect", (event) => {
  const port = (event as Connect).ports[0];
  if (!port) return;
  const page: Page = { tell: (news) => port.postMessage(news) };
  port.onmessage = (message: MessageEvent<Ask>) => hub.ask(page, message.data);
  port.start();
});
