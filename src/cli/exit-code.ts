import { ownFields, type StartEvent, type SummaryEvent } from '../compare/index.js';

export const EXIT_USAGE = 2;
export const EXIT_PARTIAL = 3;
/** 128 + 13, as a shell tells a program that SIGPIPE ended. */
export const EXIT_READER_GONE = 141;

/**
 * @param differs whether there was a difference that counts (`isFailure` of the report)
 * @param signal the one that interrupted the run
 */
export function exitCodeOf(
  { status }: Pick<SummaryEvent, 'status'>,
  differs: boolean,
  signal: 'SIGINT' | 'SIGTERM',
): number {
  switch (status) {
    case 'complete':
      return differs ? 1 : 0;
    case 'partial':
      return EXIT_PARTIAL;
    case 'interrupted':
      return signal === 'SIGINT' ? 130 : 143;
    case 'failed':
      return EXIT_USAGE;
  }
}

type NamesMissing = NonNullable<StartEvent['namesMissing']>;

/** What gives the values of a field their names. */
const LOOKUPS: Record<string, RegExp> = {
  priority_id: /^get_priorities/,
  type_id: /^get_case_types/,
  template_id: /^get_templates/,
  milestone_id: /^get_milestones/,
  created_by: /^get_users/,
  updated_by: /^get_users/,
};
const OF_CUSTOM_FIELDS = /^get_(case_fields|users|milestones)/;

/** A name that could not be read is met by no case. */
function unnamed(unmet: readonly string[], namesMissing: NamesMissing): string {
  const fields = unmet.flatMap((each) => /^(\w+)(?:=|!=|~)/.exec(each)?.[1] ?? []);
  const wanted = fields.map(
    (field) => LOOKUPS[field] ?? (field.startsWith('custom_') ? OF_CUSTOM_FIELDS : /^$/),
  );
  return namesMissing
    .filter(({ lookup }) => wanted.some((one) => one.test(lookup)))
    .map(
      ({ side, lookup, why }) =>
        `; the names of ${lookup} could not be read on the ${side} (${why}), write ids instead`,
    )
    .join('');
}

interface Asked {
  fields?: readonly string[];
  matchBy?: readonly string[];
  updatedSince?: number;
}

/**
 * What a run was asked for that is nowhere, in words: then "no differences", or that no case has a partner, would be the answer to
 * a slip. Undefined where all of it is.
 *
 * @param namesMissing what `start` said of them
 */
export function emptyQuestion(
  { status, left, right, scopeUnmet = [], unknownFields = [] }: SummaryEvent,
  { fields = [], matchBy = [], updatedSince }: Asked,
  namesMissing: NamesMissing = [],
): string | undefined {
  if (status !== 'complete') return undefined;
  if (scopeUnmet.length > 0)
    return `no case is within ${scopeUnmet.map((each) => JSON.stringify(each)).join(', nor within ')}; see how --section and --filter are written, and what the project holds${unnamed(scopeUnmet, namesMissing)}`;
  if (fields.length > 0 && fields.every((field) => unknownFields.includes(field)))
    return `no case has ${fields.join(', ')}, and --fields compares nothing else; name fields as the API does`;
  const key = ownFields(matchBy);
  if (key.length > 0 && key.every((field) => unknownFields.includes(field)))
    return `no case has ${key.join(', ')}, and cases are matched by nothing else; name fields of --match-by as the API does`;
  const cases = left.cases + right.cases - left.deleted - right.deleted;
  const outside = (left.outOfScope ?? 0) + (right.outOfScope ?? 0);
  // That nothing was changed since is an answer.
  if (cases > 0 && outside === cases && updatedSince === undefined)
    return 'no case is within all of --section and --filter at once, so nothing is compared; name fewer';
  return undefined;
}

/** All was read, whether or not anything differs. */
export const isComplete = (code: number): boolean => code <= 1;
