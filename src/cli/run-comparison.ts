import { combineLatest, distinctUntilChanged, map, Subject, takeUntil } from 'rxjs';
import type { CompareEvent, StartEvent, SummaryEvent } from '../compare/index.js';
import { compareProjects, StoppedError, type CompareOptions } from '../pipeline/index.js';
import {
  Collector,
  createProgressDisplay,
  isFailure,
  loadFormat,
  type ProgressDisplay,
  type Format,
  type Sink,
  type SinkMaker,
  type SinkOptions,
} from '../report/index.js';
import { saidBeforeStart } from './before-start.js';
import { openDestinations, type Destination } from './destinations.js';
import { EXIT_READER_GONE, EXIT_USAGE, emptyQuestion, exitCodeOf } from './exit-code.js';
import { failureLine } from './failure-line.js';
import type { CompareFlags } from './flags.js';
import type { Output } from './output.js';
import { openReview, type Review } from './review.js';
import { optionsOf, type Comparing } from './run-options.js';
import { catchSignals, type Signals } from './signals.js';
import { optimiseLate } from './short-runs.js';
import { watchHeap } from './large-runs.js';
import { watchReader } from './reader-watch.js';
import { Writer } from './writer.js';

/** One format on its way to one place. */
interface Report {
  output: Output;
  sink: Sink;
  writer: Writer;
}

/** What could not be written, by where it should have gone; the first error of each counts. */
type WriteErrors = Map<Output, NodeJS.ErrnoException>;

/**
 * Runs one comparison and writes what it tells.
 *
 * @param seen told each event, as it is written
 * @return the exit code
 */
export async function runComparison(
  sides: Comparing,
  flags: CompareFlags,
  seen: (event: CompareEvent) => void = () => {},
): Promise<number> {
  const options = await optionsOf(sides, flags);
  const review = openReview(options, flags);
  const makers = await loadFormats(flags);
  const destinations = openDestinations(flags);
  for (const { output } of destinations)
    if (output.notice) process.stderr.write(`raildiff: ${output.notice}\n`);
  const signals = catchSignals();
  try {
    return await run(options, flags, destinations, makers, signals, review, seen);
  } finally {
    signals.release();
  }
}

async function run(
  options: CompareOptions,
  flags: CompareFlags,
  destinations: readonly Destination[],
  makers: Makers,
  signals: Signals,
  review: Review,
  seen: (event: CompareEvent) => void,
): Promise<number> {
  const display = flags.quiet ? undefined : progressDisplay(flags, destinations);
  const reports = openReports(flags, destinations, makers, display);
  const errors: WriteErrors = new Map();
  const broken = new Subject<void>();
  const failed = (output: Output, error: NodeJS.ErrnoException): void => {
    if (!errors.has(output)) errors.set(output, error);
    broken.next();
  };
  for (const { output } of reports)
    output.stream.on('error', (error: NodeJS.ErrnoException) => failed(output, error));
  const printed = reports.find(({ output }) => output.stream === process.stdout)?.output;
  const endWatch = printed ? watchReader(() => failed(printed, closedByReader())) : () => {};

  const early = saidBeforeStart([options.left, options.right], flags);
  let summary: SummaryEvent | undefined;
  let differs = false;
  let namesMissing: StartEvent['namesMissing'];
  optimiseLate();
  const watch = watchHeap();
  const failure = await new Promise<unknown>((resolve) => {
    compareProjects({ ...options, signal: signals.aborted, hold: anyHeld(reports) })
      .pipe(
        map((event) => review.take(event)),
        takeUntil(broken),
      )
      .subscribe({
        next: (event: CompareEvent) => {
          watch(event);
          if (!early.has(event)) display?.update(event);
          seen(event);
          if (event.type === 'start') ({ namesMissing } = event);
          if (event.type === 'difference') differs ||= isFailure(event, flags);
          if (event.type === 'summary') {
            summary = event;
            display?.stop();
          }
          for (const { sink, writer } of reports) writer.write(sink.write(event));
        },
        error: resolve,
        complete: () => resolve(undefined),
      });
  }).finally(() => {
    early.stop();
    endWatch();
  });
  display?.stop();
  if (errors.size > 0) {
    for (const { output } of reports) output.abandon();
    return outputFailed(errors);
  }
  if (failure !== undefined) {
    for (const { output } of reports) output.discard();
    if (failure instanceof StoppedError && failure.stop.status === 'interrupted') return signals.exitCode();
    throw failure;
  }
  await signals.orSoon(finish(reports, errors));
  if (errors.size > 0) return outputFailed(errors);
  // Of the answer to a slip nothing is accepted.
  const empty = emptyQuestion(summary!, flags, namesMissing);
  if (empty !== undefined) {
    process.stderr.write(failureLine(empty));
    return EXIT_USAGE;
  }
  const accepted = review.end(summary!.status);
  return exitCodeOf(summary!, differs && !accepted, signals.caught());
}

type Makers = ReadonlyMap<Format, SinkMaker>;

/** Those that are written, and no other: what some need takes longer to load than a small comparison to run. */
async function loadFormats({ format, report, writeMap }: CompareFlags): Promise<Makers> {
  const formats = [
    format,
    ...report.map((each) => each.format),
    ...(writeMap === undefined ? [] : ['map' as const]),
  ];
  return new Map(await Promise.all(formats.map(async (each) => [each, await loadFormat(each)] as const)));
}

function openReports(
  flags: CompareFlags,
  destinations: readonly Destination[],
  makers: Makers,
  display: ProgressDisplay | undefined,
): Report[] {
  const collector = new Collector(flags);
  return destinations.map(({ format, output, maxBytes }) => {
    const onTerminal = isTerminal(output);
    const options: SinkOptions = {
      ...flags,
      colors: colors(flags, onTerminal),
      width: onTerminal ? widthOf(process.stdout.columns) : undefined,
      maxBytes,
      collector,
    };
    const print = onTerminal && display ? (text: string) => display.above(text) : undefined;
    return { output, sink: makers.get(format)!(options), writer: new Writer(output.stream, print) };
  });
}

/** The slowest reader sets the pace. */
const anyHeld = (reports: readonly Report[]) =>
  combineLatest(reports.map(({ writer }) => writer.held)).pipe(
    map((held) => held.includes(true)),
    distinctUntilChanged(),
  );

/** Writes what stands at the end. A file that fails keeps no other from its name. */
async function finish(reports: readonly Report[], errors: WriteErrors): Promise<void> {
  await Promise.all(
    reports.map(async ({ output, sink, writer }) => {
      writer.write(sink.end());
      writer.flush();
      try {
        await output.finish();
      } catch (error) {
        if (!errors.has(output)) errors.set(output, error as NodeJS.ErrnoException);
      }
    }),
  );
}

const closedByReader = (): NodeJS.ErrnoException =>
  Object.assign(new Error('closed by its reader'), { code: 'EPIPE' });

/** The reader that has seen enough is told nothing. */
function outputFailed(errors: WriteErrors): number {
  const failed = [...errors].filter(([, { code }]) => code !== 'EPIPE');
  for (const [{ name }, { message }] of failed)
    process.stderr.write(failureLine(`${name} cannot be written: ${message}`));
  return failed.length === 0 ? EXIT_READER_GONE : EXIT_USAGE;
}

const isTerminal = ({ stream }: Output): boolean => stream === process.stdout && process.stdout.isTTY;

/** Below this nothing can be read: a terminal wraps what is longer. */
const NARROWEST = 20;

/** Some terminals tell no width, or 0. */
const widthOf = (columns: number | undefined): number | undefined =>
  columns ? Math.max(NARROWEST, columns) : undefined;

const colors = (flags: CompareFlags, isTTY: boolean): boolean =>
  flags.color ?? (isTTY && !process.env['NO_COLOR']);

const progressDisplay = (flags: CompareFlags, destinations: readonly Destination[]): ProgressDisplay =>
  createProgressDisplay({
    stream: process.stderr,
    out: destinations.some(({ output }) => output.stream === process.stdout) ? process.stdout : undefined,
    isTTY: process.stderr.isTTY,
    mode: flags.progress,
    colors: colors(flags, process.stderr.isTTY),
  });
