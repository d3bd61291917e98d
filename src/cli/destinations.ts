import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Format } from '../report/index.js';
import { appendedOutput, fileOutput, partOf, stdoutOutput, type Output } from './output.js';
import type { ReportRequest } from './report-option.js';
import { UsageError } from './usage-error.js';

/** A format and where it goes. */
export interface Destination {
  format: Format;
  output: Output;
  /** The most bytes that may be written there. */
  maxBytes?: number;
}

export interface DestinationFlags {
  format: Format;
  output?: string;
  report: readonly ReportRequest[];
  writeMap?: string;
}

/** GitHub's limit of a step's summary, of all that is appended to it. */
const SUMMARY_BYTES = 1024 * 1024;

interface Planned {
  format: Format;
  file?: string;
  /** What was typed. */
  option: string;
  appended?: boolean;
}

/**
 * Opens the result and every report, all or none; the result comes first.
 *
 * @throws UsageError when one cannot be written, or two would be written to one file
 */
export function openDestinations(flags: DestinationFlags, environment = process.env): Destination[] {
  const planned = [
    { format: flags.format, file: flags.output, option: `--output ${flags.output}` },
    ...flags.report.map((request) => planReport(request, environment)),
    ...(flags.writeMap === undefined
      ? []
      : [{ format: 'map' as const, file: flags.writeMap, option: `--write-map ${flags.writeMap}` }]),
  ];
  refuseCollisions(planned);
  const opened: Destination[] = [];
  try {
    for (const each of planned) opened.push(openOne(each));
  } catch (error) {
    for (const { output } of opened) output.discard();
    throw error;
  }
  return opened;
}

function planReport({ format, file }: ReportRequest, environment: NodeJS.ProcessEnv): Planned {
  if (file !== undefined) return { format, file, option: `--report ${format}=${file}` };
  const given = environment['GITHUB_STEP_SUMMARY'];
  if (!given)
    throw new UsageError(
      `--report ${format} names no file, and GITHUB_STEP_SUMMARY is not set; write ${format}=<file>`,
    );
  return { format, file: given, option: `--report ${format} to ${given}`, appended: true };
}

function openOne({ format, file, option, appended }: Planned): Destination {
  if (file === undefined) return { format, output: stdoutOutput() };
  if (!appended) return { format, output: fileOutput(file, option) };
  const output = appendedOutput(file, option);
  return { format, output, maxBytes: SUMMARY_BYTES - statSync(file).size };
}

/** Two that are written to one file would leave the one that ends last, or a mixture. */
function refuseCollisions(planned: readonly Planned[]): void {
  const taken = new Map<string, string>();
  for (const { file, option } of planned) {
    if (file === undefined) continue;
    const path = pathOf(file);
    const other = taken.get(path) ?? taken.get(partOf(path));
    if (other !== undefined)
      throw new UsageError(`${option} and ${other} are written to the same file; name two files`);
    taken.set(path, option).set(partOf(path), option);
  }
}

/** The file as it is, whatever links lead to it. */
function pathOf(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  const folder = dirname(resolve(file));
  return join(existsSync(folder) ? realpathSync(folder) : folder, basename(file));
}
