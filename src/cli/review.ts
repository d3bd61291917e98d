import { BaselineCheck, SIDES, type CompareEvent, type StartEvent, type Status } from '../compare/index.js';
import type { CompareOptions } from '../pipeline/index.js';
import { checkBaseline, readBaseline, writeBaseline } from './baseline-file.js';
import { UsageError } from './usage-error.js';

/** What was accepted before, while a run is told. */
export interface Review {
  /** The event, marked where it was accepted before. */
  take(event: CompareEvent): CompareEvent;
  /** Writes the baseline where that is asked for. @return whether all differences of this run are accepted by that */
  end(status: Status): boolean;
}

const NONE: Review = { take: (event) => event, end: () => false };

interface ReviewFlags {
  baseline?: string;
  updateBaseline: boolean;
}

/** Some suites or cases alone are told of. */
const isNarrow = ({ left, right, scope }: CompareOptions): boolean =>
  scope !== undefined || left.suites !== undefined || right.suites !== undefined;

/**
 * Opens the baseline of a run, where it has one.
 *
 * @throws UsageError when it cannot be used
 */
export function openReview(options: CompareOptions, { baseline: file, updateBaseline }: ReviewFlags): Review {
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
  const check = new BaselineCheck(baseline ?? { accepted: [] }, isNarrow(options));
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
      writeBaseline(file, start, check.accepted());
      return true;
    },
  };
}
