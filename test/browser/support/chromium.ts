import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The browser named by `CHROMIUM_PATH`, or the first one in `PATH`; undefined where there is none. */
export const chromiumPath = (): string | undefined => {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
};

/**
 * What becomes of the specs that need a browser. A person without one goes on without them; where a change is judged
 * (`CI=true`) they fail instead, or nobody would notice that they never ran, unless `RAILDIFF_NO_BROWSER=1` says so.
 */
export const browserSpecs = (
  path: string | undefined,
  { CI, RAILDIFF_NO_BROWSER }: Record<string, string | undefined>,
): 'run' | 'skip' | 'fail' => {
  if (RAILDIFF_NO_BROWSER === '1') return 'skip';
  if (path !== undefined) return 'run';
  return CI === 'true' ? 'fail' : 'skip';
};

/** Headless, and silent: it asks nobody for updates. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    headless: true,
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
