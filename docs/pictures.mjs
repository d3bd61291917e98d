/**
 * Makes docs/pictures/report.png and terminal.png: the HTML report of the simulator's two projects, and what the demo
 * writes on a terminal, as Chromium shows them.
 * `npm run pictures`, which builds first; `CHROMIUM_PATH` names the browser where it is not in PATH.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { shownLines, terminalPage } from './terminal-page.mjs';

const program = fileURLToPath(new URL('../dist/commonjs/cli/main.js', import.meta.url));
const pictures = fileURLToPath(new URL('./pictures/', import.meta.url));

const inPath = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find((file) => existsSync(file));
const executablePath = process.env.CHROMIUM_PATH ?? inPath;
if (!executablePath) {
  console.error('no Chromium in PATH: install it, or name it in CHROMIUM_PATH');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'raildiff-pictures-'));
const report = join(folder, 'report.html');
execFileSync(
  process.execPath,
  [program, 'demo', '--page-ms', '20', '--quiet', '--format', 'html', '--output', report],
  { stdio: 'inherit' },
);

// The demo itself, at its own pace; --color since its output is no terminal here.
const shown = execFileSync(process.execPath, [program, 'demo', '--quiet', '--color'], { encoding: 'utf8' });

const browser = await chromium.launch({
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--disable-quic',
  ],
});
try {
  const page = await browser.newPage({ viewport: { width: 1360, height: 760 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(report).href);
  await page.locator('#field').selectOption({ label: 'custom_steps_separated' });
  await page.locator('.row').nth(2).click();
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, 'report.png'), fullPage: true });
  // The report lets no script write into it, not even this one.
  const terminal = await browser.newPage({ viewport: { width: 1360, height: 760 } });
  await terminal.setContent(terminalPage('raildiff demo', shownLines(shown)));
  await terminal.locator('pre').screenshot({ path: join(pictures, 'terminal.png') });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
