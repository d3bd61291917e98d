import { InvalidArgumentError } from 'commander';
import { FORMATS, type Format } from '../report/formats.js';

/** One report beside the result: `csv=out.csv`. */
export interface ReportRequest {
  format: Format;
  /** Undefined where the format has a place of its own: `github-summary` in GitHub Actions. */
  file?: string;
}

/** The one that needs no file where GitHub tells one. */
const HAS_ITS_PLACE: Format = 'github-summary';

/** Reads `<format>=<file>`; each use of the option adds one. */
export function reportsOf(text: string, before: readonly ReportRequest[] = []): ReportRequest[] {
  const [, name = '', file] = /^([^=]*)(?:=(.*))?$/s.exec(text.trim())!;
  const format = FORMATS.find((known) => known === name);
  if (!format)
    throw new InvalidArgumentError(
      `${JSON.stringify(name)} is none of ${FORMATS.join(', ')}; write <format>=<file>, such as csv=out.csv.`,
    );
  if (file === '' || (file === undefined && format !== HAS_ITS_PLACE))
    throw new InvalidArgumentError(`It names no file; write ${format}=<file>.`);
  return [...before, { format, file }];
}
