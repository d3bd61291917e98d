import { BaselineCheck, SIDES, type CompareEvent, type StartEvent, type Status } from '../compare/index.js';
import type { CompareOptions } from '../pipeline/index.js';
import { isFailure, type SelectionOptions } from '../report/index.js';
import { counted } from '../report/numbers.js';
import { checkBaseline, readBaseline, writeBaseline } from './baseline-file.js';
import { comparedWith, optionsApart } from './compared-with.js';
import { UsageError } from './usage-error.js';

/** What was accepted before, while a run is told. */
export interface Review {
  /** The event, marked where it was accepted before. */
  take(event: CompareEvent): CompareEvent;
  /** Writes the baseline where that is asked for. @return whether all differences of this run are accepted by that */
  end(status: Status): boolean;
}

const NONE: Review = { take: (event) => event, end: () => false };

interface ReviewFlags extends SelectionOptions {
  baseline?: string;
  updateBaseline: boolean;
  quiet: boolean;
}

/** Some suites, cases or fields alone are told of. */
const isNarrow = ({ left, right, scope, fields, ignoreFields }: CompareOptions): boolean =>
  [scope, left.suites, right.suites, fields, ignoreFields].some((each) => each !== undefined);

/** All that a baseline holds is told anew. */
const tellsAll = (options: CompareOptions, { kinds, oneWay }: ReviewFlags): boolean =>
  !isNarrow(options) && kinds === undefined && !oneWay;

/**
 * Opens the baseline of a run, where it has one.
 *
 * @throws UsageError when it cannot be used
 */
export function openReview(options: CompareOptions, flags: ReviewFlags): Review {
  const { baseline: file, updateBaseline } = flags;
  if (file === undefined) {
    if (updateBaseline) throw new UsageError('--update-baseline: name the file with --baseline');
    return NONE;
  }
  const baseline = readBaseline(file, updateBaseline);
  if (baseline) {
    const [left, right] = SIDES.map((side) => ({
      url: options[side].instance.url,
      projectId: options[side].projectId,
    }));
    checkBaseline(file, baseline, { ...baseline, left: left!, right: right! });
  }
  const now = comparedWith(options);
  const apart = optionsApart(baseline?.comparedWith, now);
  if (updateBaseline && apart.length > 0 && !tellsAll(options, flags))
    throw new UsageError(
      `--baseline ${file} was written with other ${apart.join(', ')}, and a run of a part cannot rewrite it; update it with the same, or name another file`,
    );
  const check = new BaselineCheck(baseline ?? { accepted: [] }, {
    isNarrow: isNarrow(options),
    optionsApart: apart,
    isAskedFor: (difference) => isFailure(difference, flags),
  });
  let start: StartEvent | undefined;
  return {
    take(event) {
      if (event.type === 'start') start = event;
      return check.take(event);
    },
    end(status) {
      if (!updateBaseline || !start) return false;
      if (status !== 'complete') {
        process.stderr.write(`raildiff: ${file} is left as it is: the run was ${status}\n`);
        return false;
      }
      const accepted = check.accepted();
      writeBaseline(file, start, now, accepted);
      if (!flags.quiet)
        process.stderr.write(
          `raildiff: ${file} holds ${counted(accepted.length, 'accepted difference')} now\n`,
        );
      return true;
    },
  };
}
