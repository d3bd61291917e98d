import type { DifferenceEvent, Kind } from '../compare/events.js';

/** What can be asked for by `--kinds`: everything that is not `identical`. */
export const SELECTABLE_KINDS = [
  'changed',
  'renamed',
  'moved',
  'onlyLeft',
  'onlyRight',
  'undetermined',
] as const satisfies readonly Exclude<Kind, 'identical'>[];

export type SelectableKind = (typeof SELECTABLE_KINDS)[number];

/** What is left out until it is asked for: far more numerous than differences, or settled before. */
export const OPTIONAL_EVENTS = ['page', 'progress', 'identical', 'formatting', 'accepted'] as const;

export type OptionalEvent = (typeof OPTIONAL_EVENTS)[number];

export interface SelectionOptions {
  /** The kinds that are asked for; a pair belongs to each of its aspects. Defaults to all. */
  kinds?: readonly SelectableKind[];
  /** Whether everything on the left has arrived is all that is asked: what is only on the right is counted, no more. */
  oneWay?: boolean;
  /** No difference is listed. What counts for the exit code stays. */
  summaryOnly?: boolean;
  /**
   * Which of the events usually left out are wanted. `identical` means the differences of that kind, `formatting` those
   * of them that are written differently, `accepted` the accepted ones in what people read; `page` and `progress` are
   * understood by `ndjson` alone. Defaults to none.
   */
  events?: readonly OptionalEvent[];
}

/** The kinds under which a pair may be asked for: a pair that changed *and* moved is both. */
const KIND_OF_ASPECT = { content: 'changed', title: 'renamed', place: 'moved' } as const;

/** What of a difference tells whether it is asked for. */
export type Asked = Pick<DifferenceEvent, 'kind' | 'likely' | 'aspects' | 'formatting' | 'accepted'> & {
  left: unknown;
  right: unknown;
};

/** By its kind, any of its aspects, and, where it is undetermined, the kind it would be. */
function isOfKinds(event: Asked, kinds: readonly SelectableKind[]): boolean {
  const names: (Kind | undefined)[] = [
    event.kind,
    event.likely,
    ...event.aspects.map((aspect) => KIND_OF_ASPECT[aspect]),
  ];
  // Of what nothing is known, nothing is withheld.
  const isOpen = event.kind === 'undetermined' && event.likely === undefined;
  return isOpen || kinds.some((kind) => names.includes(kind));
}

/** Stands on the right alone, as far as is known. */
const isOnlyRight = ({ left, right }: Asked): boolean => left === null && right !== null;

function isAskedFor(event: Asked, { kinds, oneWay, events = [] }: SelectionOptions): boolean {
  if (event.kind === 'identical')
    return events.includes('identical') || (event.formatting === true && events.includes('formatting'));
  if (oneWay && isOnlyRight(event)) return false;
  return kinds === undefined || isOfKinds(event, kinds);
}

/** Whether the difference stands in the list of a format. The summary counts it in any case. */
export const isListed = (event: DifferenceEvent, options: SelectionOptions): boolean =>
  !options.summaryOnly && isAskedFor(event, options);

/** Whether people are shown it: what was reviewed and accepted before is counted, and shown on demand. */
export const isNews = (event: DifferenceEvent, options: SelectionOptions): boolean =>
  isListed(event, options) && (!event.accepted || (options.events ?? []).includes('accepted'));

/** Whether the difference is a reason for exit 1. */
export const isFailure = (event: Asked, options: SelectionOptions): boolean =>
  event.kind !== 'identical' && !event.accepted && isAskedFor(event, options);

/** What programs are told was asked for: the options that were given. */
export type Selection = Pick<SelectionOptions, 'kinds' | 'oneWay' | 'summaryOnly'>;

/** Undefined where everything was asked for. */
export function selectionOf({ kinds, oneWay, summaryOnly }: SelectionOptions): Selection | undefined {
  const selection = {
    ...(kinds && { kinds }),
    ...(oneWay && { oneWay }),
    ...(summaryOnly && { summaryOnly }),
  };
  return Object.keys(selection).length === 0 ? undefined : selection;
}

/**
 * "changed, moved", or "nothing (asked for: changed, moved)": what a report that lists less than everything says of itself;
 * undefined where it lists all.
 */
export const selectionWords = ({ kinds, oneWay, summaryOnly }: SelectionOptions): string | undefined => {
  const of = kinds?.join(', ');
  if (summaryOnly) {
    // It decides whether the run fails, listed or not.
    const asked = oneWay ? `${of ?? 'all'}, but nothing that is only on the right` : of;
    return asked === undefined ? 'nothing' : `nothing (asked for: ${asked})`;
  }
  return oneWay ? [...(of ? [of] : []), 'nothing that is only on the right'].join(', ') : of;
};

/** The same as a note, where there is something to note. */
export const listedNote = (options: SelectionOptions): string[] => {
  const listed = selectionWords(options);
  return listed === undefined ? [] : [`listed: ${listed}`];
};
