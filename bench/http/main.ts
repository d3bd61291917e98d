/**
 * Real HTTP against the simulator, each client and the simulator in a process of its own. Prints one table of the plan's
 * scenario, the time to the first difference of `raildiff demo`, and a table of CPU and memory; `speed`, `demo` or `cost`
 * as an argument asks for one of them alone.
 */
import Table from 'cli-table3';
import { boundMs, extrapolatedMs, pageSizes, PLAN_REQUESTS } from './bound.js';
import { firstOfDemoMs } from './demo.js';
import { pageRequests } from './page-requests.js';
import { medianRun, runClient, type Client } from './run-client.js';
import type { Measured } from './measured.js';

const SLOTS = 20;
const LIMIT = 180;
/** Pages that the sequential client reads before the rest is extrapolated. */
const SAMPLE_PAGES = 4;

/** What makes the command ask for what the library does by default, and for nothing else. */
const PAGES_ALONE = ['--no-sections', '--no-names', '--no-recheck'];

const seconds = (ms: number | undefined): string => (ms === undefined ? '–' : (ms / 1000).toFixed(1));

async function speed(): Promise<void> {
  const table = new Table({
    head: [
      'page ms',
      'client',
      'seconds',
      'bound',
      'ratio',
      'requests',
      'beyond pages',
      '429',
      'first difference',
    ],
    style: { head: [], border: [] },
  });
  const needed = pageSizes().length + PLAN_REQUESTS;
  const asked = pageRequests();
  for (const pageMs of [4_400, 200]) {
    const whole = pageMs < 1_000;
    const pages = whole ? pageSizes().length : SAMPLE_PAGES;
    const server = { pageMs, limit: whole ? ('none' as const) : LIMIT };
    const one = await runClient('sequential', [String(pages)], server);
    const sequentialMs = whole ? one.ms : extrapolatedMs(pageMs, one.ms, pages);
    table.push([
      pageMs,
      `one after the other${whole ? '' : ' (extrapolated)'}`,
      seconds(sequentialMs),
      '',
      '',
      needed - 2,
      '',
      '',
      '',
    ]);
    const bound = boundMs(pageMs, SLOTS, LIMIT);
    const row = async (name: string, client: Client, args: number[], prepared: string[]): Promise<void> => {
      const server = { pageMs, limit: LIMIT, prepared };
      const run = await medianRun(whole ? 5 : 1, () => runClient(client, args.map(String), server), 'ms');
      const beyond = `${((100 * (run.requests - needed)) / pageSizes().length).toFixed(1)} %`;
      const { ms, requests, throttled, firstDifferenceMs } = run;
      const ratio = (ms / bound).toFixed(2);
      table.push([
        ...[pageMs, name, seconds(ms), seconds(bound), ratio],
        ...[requests, beyond, throttled, seconds(firstDifferenceMs)],
      ]);
    };
    // A TestRail has a machine of its own: where client and simulator share two cores, making pages slows down who reads them.
    await row('knows all pages, compares nothing', 'knowing', [SLOTS], asked);
    await row('raildiff', 'raildiff', [LIMIT, SLOTS], asked);
    if (whole) await row('raildiff, pages made meanwhile', 'raildiff', [LIMIT, SLOTS], []);
    // What a person types: it reads sections and names as well, which do not fit into the same minute. It tells no counts.
    const typed = await runClient('command', [String(LIMIT), String(SLOTS)], { pageMs, limit: LIMIT });
    table.push([pageMs, 'raildiff compare', seconds(typed.ms), '', '', '', '', '', '']);
  }
  console.log(
    `36,000 cases on ${pageSizes().length} pages, ${SLOTS} in flight, ${LIMIT} a minute\n${table.toString()}\n`,
  );
}

/** The promise is two seconds; the median of five, since both processes start anew each time. */
async function demo(): Promise<void> {
  const all: number[] = [];
  for (let n = 0; n < 5; n++) all.push(await firstOfDemoMs());
  const median = all.sort((a, b) => a - b)[2];
  console.log(`raildiff demo: the first difference ${seconds(median)} s after it was started\n`);
}

async function cost(): Promise<void> {
  const table = new Table({
    head: ['cases', 'client', 'CPU s', 'ratio', 'peak MB', 'ratio', 'seconds'],
    style: { head: [], border: [] },
  });
  for (const [cases, runs] of [
    [36_000, 5],
    [360_000, 1],
  ] as const) {
    const server = { pageMs: 200, limit: 'none' as const, world: { cases } };
    const bare = await medianRun(runs, () => runClient('bare', [], server));
    const ours = await medianRun(runs, () => runClient('raildiff', ['none', String(SLOTS)], server));
    const command = (...options: string[]): Promise<Measured> =>
      medianRun(runs, () => runClient('command', ['none', String(SLOTS), ...options], server));
    const pagesAlone = await command(...PAGES_ALONE);
    const typed = await command();
    const row = (client: string, { cpuMs, peakMb, ms }: Measured) => [
      cases,
      client,
      seconds(cpuMs),
      (cpuMs / bare.cpuMs).toFixed(2),
      peakMb,
      (peakMb / bare.peakMb).toFixed(2),
      seconds(ms),
    ];
    table.push(row('bare loop', bare), row('the library', ours));
    table.push(row(`raildiff compare ${PAGES_ALONE.join(' ')}`, pagesAlone), row('raildiff compare', typed));
  }
  console.log(`CPU and memory of the client's process, 200 ms a page, no limit\n${table.toString()}`);
}

async function main(): Promise<void> {
  const [only] = process.argv.slice(2);
  const isAsked = (part: string): boolean => only === undefined || only === part;
  if (isAsked('speed')) await speed();
  if (isAsked('demo')) await demo();
  if (isAsked('cost')) await cost();
}

void main();
