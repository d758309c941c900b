import { chromium } from '@playwright/test';
import { execSync } from 'node:child_process';
const base = process.env.BASE ?? 'http://127.0.0.1:8399';
const [,, email, out, ...paths] = process.argv;
const exe = process.env.CHROME;
const b = await chromium.launch({ executablePath: exe || undefined, args: ['--no-sandbox'] });
for (const [name, vp, scheme] of [['phone', { width: 360, height: 800 }, 'light'], ['desk', { width: 1440, height: 900 }, 'dark']]) {
  const ctx = await b.newContext({ viewport: vp, colorScheme: scheme });
  const p = await ctx.newPage();
  if (email !== '-') {
    await p.goto(base + '/masuk');
    await p.fill('input[name=email]', email); await p.fill('input[name=password]', 'samudra-rekaan');
    await p.click('main button[type=submit], main form button'); await p.waitForLoadState();
  }
  let n = 0;
  for (const path of paths) { await p.goto(base + path); await p.screenshot({ path: `${out}-${name}-${n++}.png`, fullPage: process.env.FULL === '1' }); }
  await ctx.close();
}
await b.close();
