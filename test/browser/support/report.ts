import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Browser, Page } from 'playwright-core';

import type { CompareEvent } from '../../../src/compare/events.js';
import type { SinkOptions } from '../../../src/report/index.js';
import { createSink } from '../../support/sinks.js';
import { browserSpecs, chromiumPath, launchChromium } from './chromium.js';

export const htmlOf = (events: readonly CompareEvent[], options: SinkOptions = {}): string => {
  const sink = createSink('html', options);
  return events.map((event) => sink.write(event)).join('') + sink.end();
};

export interface OpenReport {
  page: Page;
  /** What the page complained of: errors, and whatever the policy forbade. */
  complaints: string[];
  /** Addresses that the page asked for, itself aside. */
  requests: string[];
}

/** One browser for the specs of a file, with a fresh page for each report. */
export interface Reader {
  open(html: string, options?: Parameters<Browser['newPage']>[0]): Promise<OpenReport>;
}

/**
 * `describe` with a browser; where none is found its specs are skipped, and the name says why, or fail where a change is
 * judged (`browserSpecs`).
 */
export function describeInChromium(name: string, specs: (reader: Reader) => void): void {
  const path = chromiumPath();
  const what = browserSpecs(path, process.env);
  if (what === 'fail') {
    it(name, () => {
      throw new Error(
        'no Chromium in PATH, and CHROMIUM_PATH is not set: install it, or set RAILDIFF_NO_BROWSER=1 to go on without',
      );
    });
    return;
  }
  const [run, title] =
    what === 'skip'
      ? [describe.skip, `${name} (skipped: no Chromium, or RAILDIFF_NO_BROWSER)`]
      : [describe, name];
  run(title, () => {
    const folder = mkdtempSync(join(tmpdir(), 'raildiff-report-'));
    let browser: Browser | undefined;
    let files = 0;
    beforeAll(async () => {
      browser = await launchChromium(path!);
    }, 60_000);
    afterEach(async () => {
      for (const context of browser!.contexts()) await context.close();
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });
    specs({
      async open(html, options) {
        const file = join(folder, `${files++}.html`);
        writeFileSync(file, html);
        const page = await browser!.newPage(options);
        page.setDefaultTimeout(10_000);
        const address = pathToFileURL(file).href;
        const complaints: string[] = [];
        const requests: string[] = [];
        page.on('pageerror', (error) => complaints.push(String(error)));
        page.on('console', (message) => {
          if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
        });
        page.on('request', (request) => {
          if (request.url() !== address) requests.push(request.url());
        });
        page.on('dialog', (dialog) => {
          complaints.push(`dialog: ${dialog.message()}`);
          void dialog.dismiss();
        });
        await page.goto(address);
        return { page, complaints, requests };
      },
    });
  });
}
