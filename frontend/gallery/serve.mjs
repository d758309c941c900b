// The gallery: every component with invented content, the built files, the strict policy, a pretended live stream and ward board.
// Development only; nothing of it is shipped. Stop this process to see "offline".
import { createServer } from "node:http";
import { readFileSync, existsSync } from "node:fs";
import { bedList, pages as finder } from "./finder.mjs";
import { pages as staff, wardCard, wards } from "./staff.mjs";

const PORT = Number(process.env.PORT ?? 4179);
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = { js: "text/javascript", css: "text/css", svg: "image/svg+xml", woff2: "font/woff2", json: "application/json" };
const pages = { ...finder, ...staff };
const streams = new Set();
let change = 0;

function send(res, status, type, body, extra = {}) {
  res.writeHead(status, { "Content-Type": type, "Content-Security-Policy": CSP, "X-Content-Type-Options": "nosniff", ...extra });
  res.end(body);
}

function assetFile(req, res, name) {
  const file = new URL(`../dist/${name}`, import.meta.url);
  if (name.includes("/") || !existsSync(file)) return send(res, 404, "text/plain", "no such file");
  const br = new URL(`../dist/${name}.br`, import.meta.url);
  const packed = (req.headers["accept-encoding"] ?? "").includes("br") && existsSync(br);
  return send(res, 200, TYPES[name.split(".").pop()] ?? "application/octet-stream", readFileSync(packed ? br : file), packed ? { "Content-Encoding": "br" } : {});
}

function live(req, res, url) {
  res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  const stream = { res, topics: (url.searchParams.get("topics") ?? "").split(",") };
  res.write(`event: beat\ndata: ${Date.now()}\n\n`);
  streams.add(stream);
  req.on("close", () => streams.delete(stream));
}

setInterval(() => streams.forEach(({ res }) => res.write(`event: beat\ndata: ${Date.now()}\n\n`)), 10_000);
setInterval(() => publish("beds"), Number(process.env.MOVE_MS ?? 8_000));

function publish(topic) {
  change += 1;
  streams.forEach(({ res, topics }) => topics.includes(topic) && res.write(`id: ${change}\nevent: change\ndata: ${JSON.stringify({ topics: [topic] })}\n\n`));
}

const points = ["free", "free", "few", "full", "old", "silent", "free"].map((state, i) => ({
  type: "Feature",
  geometry: { type: "Point", coordinates: [110.36 + ((i * 37) % 13) / 80, -7.03 + ((i * 53) % 11) / 90] },
  properties: { name: `RS Rekaan ${i + 1}`, state, label: state === "silent" ? "Belum tahu" : state === "old" ? "Data lama" : `${i * 3} dari ${i * 8 + 6}`, note: "6 mnt lalu · SIMRS", href: "/hospital" },
}));
const square = (x, y) => ({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [[[x, y], [x + 0.07, y + 0.012], [x + 0.075, y + 0.07], [x + 0.01, y + 0.062], [x, y]]] } });
const area = { type: "FeatureCollection", features: [0, 1, 2].flatMap((i) => [0, 1].map((j) => square(110.32 + i * 0.07, -7.08 + j * 0.065))) };

function tap(req, res, id) {
  let body = "";
  req.on("data", (chunk) => (body += chunk));
  req.on("end", () => {
    const form = new URLSearchParams(body);
    const ward = wards.get(id);
    if (id === "w5") return send(res, 422, "application/problem+json", JSON.stringify({ title: "Ditolak", detail: "Bangsal ini dilaporkan oleh SIMRS." }));
    Object.assign(ward, { free: Number(form.get("free")), at: Date.now(), state: "ok" });
    console.log("tap", id, form.toString(), req.headers["idempotency-key"]);
    return setTimeout(() => send(res, 200, "text/html", wardCard(ward)), 300);
  });
}

createServer((req, res) => {
  const url = new URL(req.url ?? "/", "http://gallery");
  const path = url.pathname.slice(1) || "index";
  const lang = url.searchParams.get("lang") === "en" ? "en" : "id";
  const ward = /^part\/ward\/(\w+)(\/tap)?$/.exec(path);
  if (path.startsWith("assets/")) return assetFile(req, res, path.slice(7));
  if (path === "live") return live(req, res, url);
  if (path === "streams") return send(res, 200, "application/json", JSON.stringify([...streams].map((stream) => stream.topics)));
  if (path === "part/beds") return send(res, 200, "text/html; charset=utf-8", bedList(lang, true));
  if (path === "part/points.json") return send(res, 200, "application/json", JSON.stringify({ type: "FeatureCollection", features: points }));
  if (path === "part/area.json") return send(res, 200, "application/json", JSON.stringify(area));
  if (ward && wards.has(ward[1])) return ward[2] ? tap(req, res, ward[1]) : send(res, 200, "text/html; charset=utf-8", wardCard(wards.get(ward[1])));
  if (path === "index") return send(res, 200, "text/html; charset=utf-8", `<ul>${Object.keys(pages).map((name) => `<li><a href="/${name}">${name}</a>`).join("")}</ul>`);
  const show = pages[path];
  return show ? send(res, 200, "text/html; charset=utf-8", show(lang)) : send(res, 404, "text/html; charset=utf-8", pages[404]());
}).listen(PORT, "127.0.0.1", () => console.log(`gallery on http://127.0.0.1:${PORT}/`));
