import { Subject, takeUntil } from 'rxjs';
import type { CompareEvent, SummaryEvent } from '../compare/index.js';
import { compareProjects, StoppedError, type CompareOptions } from '../pipeline/index.js';
import { createProgressDisplay, createSink, type ProgressDisplay } from '../report/index.js';
import type { CompareFlags } from './compare-options.js';
import { readCaseMap } from './case-map.js';
import { EXIT_READER_GONE, EXIT_USAGE, exitCodeOf } from './exit-code.js';
import { failureLine } from './failure-line.js';
import { openOutput, type Output } from './output.js';
import { catchSignals, type Signals } from './signals.js';
import { watchHeap } from './large-runs.js';
import { Writer } from './writer.js';

export type Comparing = Pick<CompareOptions, 'left' | 'right'>;

/** Runs one comparison and writes what it tells. @return the exit code */
export async function runComparison(sides: Comparing, flags: CompareFlags): Promise<number> {
  const options = optionsOf(sides, flags);
  const output = openOutput(flags.output);
  if (output.notice) process.stderr.write(`raildiff: ${output.notice}\n`);
  const signals = catchSignals();
  try {
    return await run(options, flags, output, signals);
  } finally {
    signals.release();
  }
}

async function run(
  options: CompareOptions,
  flags: CompareFlags,
  output: Output,
  signals: Signals,
): Promise<number> {
  const display = flags.quiet ? undefined : progressDisplay(flags, output);
  const sink = createSink(flags.format, sinkOptions(flags, output));
  const onTerminal = output.stream === process.stdout && process.stdout.isTTY && display;
  const writer = new Writer(output.stream, onTerminal ? (text) => display.above(text) : undefined);
  const broken = new Subject<NodeJS.ErrnoException>();
  output.stream.on('error', (error: NodeJS.ErrnoException) => broken.next(error));

  let summary: SummaryEvent | undefined;
  let writeError: NodeJS.ErrnoException | undefined;
  broken.subscribe((error) => (writeError ??= error));
  const watch = watchHeap();
  const failure = await new Promise<unknown>((resolve) => {
    compareProjects({ ...options, signal: signals.aborted, hold: writer.held })
      .pipe(takeUntil(broken))
      .subscribe({
        next: (event: CompareEvent) => {
          watch(event);
          display?.update(event);
          if (event.type === 'summary') {
            summary = event;
            display?.stop();
          }
          writer.write(sink.write(event));
        },
        error: resolve,
        complete: () => resolve(undefined),
      });
  });
  display?.stop();
  if (writeError) return outputFailed(writeError, flags);
  if (failure !== undefined) {
    output.discard();
    if (failure instanceof StoppedError && failure.stop.status === 'interrupted') return signals.exitCode();
    throw failure;
  }
  writer.write(sink.end());
  writer.flush();
  try {
    await signals.orSoon(output.finish());
  } catch (error) {
    return outputFailed(error as NodeJS.ErrnoException, flags);
  }
  return writeError ? outputFailed(writeError, flags) : exitCodeOf(summary!, signals.caught());
}

/** The reader that has seen enough is told nothing. */
function outputFailed(error: NodeJS.ErrnoException, { output }: CompareFlags): number {
  if (error.code === 'EPIPE') return EXIT_READER_GONE;
  process.stderr.write(failureLine(`${output ?? 'stdout'} cannot be written: ${error.message}`));
  return EXIT_USAGE;
}

function optionsOf(sides: Comparing, flags: CompareFlags): CompareOptions {
  const { timeout, attempts, strict, deadline, matchBy, sections, normalize } = flags;
  return {
    ...sides,
    timeoutMs: timeout,
    attempts,
    strict,
    deadlineMs: deadline,
    matchBy,
    sections,
    normalize,
    map: flags.map === undefined ? undefined : readCaseMap(flags.map),
  };
}

const colors = (flags: CompareFlags, isTTY: boolean): boolean =>
  flags.color ?? (isTTY && !process.env['NO_COLOR']);

function sinkOptions(flags: CompareFlags, output: Output) {
  const onTerminal = output.stream === process.stdout && process.stdout.isTTY;
  return {
    events: flags.events,
    colors: colors(flags, onTerminal),
    width: onTerminal ? process.stdout.columns : undefined,
  };
}

const progressDisplay = (flags: CompareFlags, output: Output): ProgressDisplay =>
  createProgressDisplay({
    stream: process.stderr,
    out: output.stream === process.stdout ? process.stdout : undefined,
    isTTY: process.stderr.isTTY,
    mode: flags.progress,
    colors: colors(flags, process.stderr.isTTY),
  });
