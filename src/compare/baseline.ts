import {
  KINDS,
  type Aspect,
  type CompareEvent,
  type DifferenceEvent,
  type FieldDifference,
  type Kind,
} from './events.js';
import { shortDigest } from './short-digest.js';

/** Version of the format of a baseline. Up to 1 the names of ids counted in `says`. */
export const BASELINE_VERSION = 2;

/** A difference that was reviewed and accepted. */
export interface AcceptedDifference {
  kind: Kind;
  /** Ids of its cases; null where there is none on a side. */
  left: number | null;
  right: number | null;
  /** For people who read the file. */
  title: string;
  /** What differs, as a digest: a difference that says anything else is another one. */
  says: string;
  /** Why it was accepted: whatever somebody wrote there is kept. */
  note?: string;
}

/** Differences that were accepted in one comparison. */
export interface Baseline {
  version: number;
  /** By instance and project id: it is of these two and no others. */
  left: { url: string; projectId: number };
  right: { url: string; projectId: number };
  /** The options that decide in what a pair differs, by name; absent where an earlier version wrote it. */
  comparedWith?: Readonly<Record<string, string>>;
  accepted: AcceptedDifference[];
}

/** Cases are who they are; a pair that has another partner now is another pair. */
const nameOf = ({ left, right }: Pick<AcceptedDifference, 'left' | 'right'>): string => `${left}:${right}`;

/**
 * What a difference says, so that it is the same in whichever order its parts are told. What a person calls an id does not
 * count: whether that could be read says nothing of the cases.
 */
function saysOf(event: DifferenceEvent): string {
  return digestOf(
    event,
    event.fields.map(({ field, left, right }) => ({ field, left, right })),
  );
}

/** Whether it says what was accepted, which may have been written by a version for which the names counted. */
const saysTheSame = (
  { says }: AcceptedDifference,
  now: AcceptedDifference,
  event: DifferenceEvent,
): boolean => says === now.says || says === digestOf(event, event.fields.map(asOfVersion1));

/** What a field had by then. */
const asOfVersion1 = ({ stepParts: _, links: __, ...field }: FieldDifference): object => field;

function digestOf({ kind, aspects, title, left, right }: DifferenceEvent, fields: readonly object[]): string {
  return shortDigest([kind, [...aspects].sort(), title, left?.title, right?.title, fields]);
}

export const acceptedOf = (event: DifferenceEvent, note?: string): AcceptedDifference => ({
  kind: event.kind,
  left: event.left?.id ?? null,
  right: event.right?.id ?? null,
  title: event.title,
  says: saysOf(event),
  ...(note === undefined ? {} : { note }),
});

const isDifference = (event: CompareEvent): event is DifferenceEvent =>
  event.type === 'difference' && event.kind !== 'identical';

/** What a run tells of. */
export interface ReviewScope {
  /** It tells of some cases or fields alone: what it does not tell of is not gone, and stays accepted. Defaults to false. */
  isNarrow?: boolean;
  /** Options that were others when the baseline was written: what differs for that has not changed since. Defaults to none. */
  optionsApart?: readonly string[];
  /** Whether a difference is asked for: no other is accepted by this run, nor given up. Defaults to all. */
  isAskedFor?: (difference: { kind: Kind; aspects: Aspect[]; left: unknown; right: unknown }) => boolean;
}

/**
 * Marks the differences of a run that a baseline holds, and tells in the summary how many there were, how many of what was
 * accepted says something else now, and how much of it is gone. `undetermined` is never accepted: it says what is not known.
 *
 * What is gone can be told only of a run that was complete, and told of all cases.
 */
export class BaselineCheck {
  private readonly open: Map<string, AcceptedDifference>;
  private readonly counts = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  private altered = 0;
  private readonly found: AcceptedDifference[] = [];

  constructor(
    { accepted }: Pick<Baseline, 'accepted'>,
    private readonly of: ReviewScope = {},
  ) {
    this.open = new Map(accepted.map((each) => [nameOf(each), each]));
  }

  take(event: CompareEvent): CompareEvent {
    if (event.type === 'summary') return { ...event, accepted: this.summary(event.status === 'complete') };
    return isDifference(event) ? this.difference(event) : event;
  }

  /** What a baseline of this run holds, with the notes of the one before, by ids. */
  accepted(): AcceptedDifference[] {
    const kept = [...this.open.values()].filter((each) => !this.isGone(each));
    return [...this.found, ...kept].sort(
      (a, b) => (a.left ?? Infinity) - (b.left ?? Infinity) || (a.right ?? 0) - (b.right ?? 0) || 0,
    );
  }

  private difference(event: DifferenceEvent): DifferenceEvent {
    if (event.kind === 'undetermined') return event;
    const now = acceptedOf(event);
    const before = this.open.get(nameOf(now));
    if (!this.isAskedFor(event)) {
      if (before) this.found.push(before);
    } else this.found.push(before?.note === undefined ? now : { ...now, note: before.note });
    if (!before) return event;
    this.open.delete(nameOf(now));
    if (!saysTheSame(before, now, event)) {
      this.altered++;
      return { ...event, altered: true };
    }
    this.counts[event.kind]++;
    return { ...event, accepted: true };
  }

  private summary(complete: boolean) {
    const gone = complete ? [...this.open.values()].filter((each) => this.isGone(each)) : [];
    const { optionsApart = [] } = this.of;
    return {
      counts: this.counts,
      altered: this.altered,
      ...(optionsApart.length > 0 && { optionsApart: [...optionsApart] }),
      gone: gone.length,
      ...(gone.length > 0 && {
        goneDifferences: gone.map(({ kind, left, right, title }) => ({ kind, left, right, title })),
      }),
    };
  }

  private isAskedFor(difference: Parameters<NonNullable<ReviewScope['isAskedFor']>>[0]): boolean {
    return this.of.isAskedFor?.(difference) ?? true;
  }

  /** Of what was not told of again: a run that does not ask for it says nothing of it. */
  private isGone(each: AcceptedDifference): boolean {
    return !this.of.isNarrow && this.isAskedFor({ ...each, aspects: [] });
  }
}
