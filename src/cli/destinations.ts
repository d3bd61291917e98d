import { statSync } from 'node:fs';
import type { Format } from '../report/index.js';
import { appendedOutput, fileOutput, stdoutOutput, type Output } from './output.js';
import type { ReportRequest } from './report-option.js';
import type { RunFile } from './run-files.js';
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

/** What they are written to. @throws UsageError when one has no place */
export const filesOf = (flags: DestinationFlags, environment = process.env): RunFile[] =>
  plannedOf(flags, environment).map(({ file, option }) => ({ option, file, use: 'written' }));

/**
 * Opens the result and every report, all or none; the result comes first.
 *
 * @throws UsageError when one cannot be written
 */
export function openDestinations(flags: DestinationFlags, environment = process.env): Destination[] {
  const opened: Destination[] = [];
  try {
    for (const each of plannedOf(flags, environment)) opened.push(openOne(each));
  } catch (error) {
    for (const { output } of opened) output.discard();
    throw error;
  }
  return opened;
}

function plannedOf(flags: DestinationFlags, environment: NodeJS.ProcessEnv): Planned[] {
  return [
    { format: flags.format, file: flags.output, option: `--output ${flags.output}` },
    ...flags.report.map((request) => planReport(request, environment)),
    ...(flags.writeMap === undefined
      ? []
      : [{ format: 'map' as const, file: flags.writeMap, option: `--write-map ${flags.writeMap}` }]),
  ];
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
