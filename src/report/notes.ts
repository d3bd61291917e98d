import { ASPECTS, KINDS, SIDES } from '../compare/events.js';
import { verifiedWords } from './attachment-words.js';
import type { ReportSummary } from './collector.js';
import { count, counted } from './numbers.js';
import { sanitize } from './sanitize.js';
import { KIND_NAMES } from './signs.js';

/** "differing pairs by aspect: content 400, title 12": a pair may differ in several. */
const aspectNote = ({ aspects }: ReportSummary): string[] => {
  const named = ASPECTS.filter((aspect) => aspects[aspect] > 0).map(
    (aspect) => `${aspect} ${count(aspects[aspect])}`,
  );
  return named.length === 0 ? [] : [`differing pairs by aspect: ${named.join(', ')}`];
};

/** "only right has custom_automation_id: 9,000 cases": many changes with one cause are seen as one. */
const fieldNotes = (summary: ReportSummary): string[] =>
  SIDES.flatMap((side) =>
    summary[side].fieldsOnlyHere.map(
      ({ field, cases }) => `only ${side} has ${sanitize(field)}: ${counted(cases, 'case')}`,
    ),
  );

const formattingNote = ({ formatting = 0 }: ReportSummary): string[] =>
  formatting === 0 ? [] : [`identical but for formatting: ${counted(formatting, 'pair')}`];

/** "accepted before: 300 (changed 290, moved 10); of the accepted ones 2 have changed since and 5 are gone". */
const acceptedNote = ({ accepted }: ReportSummary): string[] => {
  if (accepted === undefined) return [];
  const kinds = KINDS.filter((kind) => accepted.counts[kind] > 0);
  const total = kinds.reduce((sum, kind) => sum + accepted.counts[kind], 0);
  const named = kinds.map((kind) => `${KIND_NAMES[kind]} ${count(accepted.counts[kind])}`);
  const since = [
    ...(accepted.altered > 0 ? [`${count(accepted.altered)} changed since`] : []),
    ...(accepted.gone > 0 ? [`${count(accepted.gone)} gone`] : []),
  ];
  return [
    `accepted before: ${count(total)}${named.length === 0 ? '' : ` (${named.join(', ')})`}${since.length === 0 ? '' : `; of what was accepted ${since.join(' and ')}`}`,
  ];
};

const attachmentWords = ({ verified, read, unread }: NonNullable<ReportSummary['attachments']>): string => {
  if (!verified) return 'not verified';
  return read === undefined ? 'verified' : verifiedWords(read, unread);
};

/** "the baseline was written with other --fields: what says something else only for that counts as changed since, or as gone". */
const optionsApartNote = ({ accepted }: ReportSummary): string[] =>
  accepted?.optionsApart === undefined
    ? []
    : [
        `the baseline was written with other ${accepted.optionsApart.map(sanitize).join(', ')}: what says something else only for that counts as changed since, or as gone`,
      ];

/** Accepted differences that are gone and are named. */
const NAMED_GONE = 20;

/** "accepted before and gone: changed C12 → C34 "Pay by card"". */
const goneNotes = ({ accepted }: ReportSummary): string[] => {
  const { goneDifferences = [] } = accepted ?? {};
  const more = goneDifferences.length - NAMED_GONE;
  return [
    ...goneDifferences.slice(0, NAMED_GONE).map(({ kind, left, right, title }) => {
      const ids = [left, right].flatMap((id) => (id === null ? [] : [`C${id}`])).join(' → ');
      return `accepted before and gone: ${KIND_NAMES[kind]} ${ids} "${sanitize(title)}"`;
    }),
    ...(more > 0 ? [`… and ${count(more)} more that are gone`] : []),
  ];
};

/** What was looked at no closer: no format keeps it to itself. */
const limitNotes = ({ attachments, notCompared = [] }: ReportSummary): string[] => [
  ...(attachments === undefined
    ? []
    : [
        `attachments: ${attachmentWords(attachments)} (${counted(attachments.references, 'reference')} in ${counted(attachments.cases, 'case')})`,
      ]),
  ...(notCompared.length === 0 ? [] : [`not compared: ${notCompared.map(sanitize).join(', ')}`]),
];

/** "out of scope: 900 left and 870 right cases, of which nothing is told". */
const scopeNote = ({ left, right }: ReportSummary): string[] =>
  left.outOfScope === undefined || right.outOfScope === undefined
    ? []
    : [
        `out of scope: ${count(left.outOfScope)} left and ${count(right.outOfScope)} right cases, of which nothing is told`,
      ];

/** "similarity: pairs that are 86 % alike and less were too many to be looked at". */
const similarityNote = ({ similarityFrom }: ReportSummary): string[] =>
  similarityFrom === undefined
    ? []
    : [
        `similarity: pairs that are ${Math.floor(similarityFrom * 100)} % alike and less were too many to be looked at`,
      ];

/** "no case has custom_precond, which an option names": most likely a slip. */
const unknownFieldsNote = ({ unknownFields = [] }: ReportSummary): string[] =>
  unknownFields.length === 0
    ? []
    : [`no case has ${unknownFields.map(sanitize).join(', ')}, which an option names`];

/** "no case is within No > Such, nor within priority_id=Hihg". */
const scopeUnmetNote = ({ scopeUnmet = [] }: ReportSummary): string[] =>
  scopeUnmet.length === 0 ? [] : [`no case is within ${scopeUnmet.map(sanitize).join(', nor within ')}`];

/** Rows of a map that are named in a sentence. */
const NAMED_ROWS = 20;

/** "2 rows of the map name a case that was not read or is deleted: C101 → C999, C888 → C202". */
const mapUnmetNote = ({ mapUnmet }: ReportSummary): string[] => {
  if (mapUnmet === undefined) return [];
  const { rows, named } = mapUnmet;
  const first = named.slice(0, NAMED_ROWS).map(({ left, right }) => `C${left} → C${right}`);
  const more = rows - first.length;
  return [
    `${counted(rows, 'row')} of the map ${rows === 1 ? 'names' : 'name'} a case that was not read or is deleted: ${first.join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`,
  ];
};

/** Lines of a value map that are named. */
const NAMED_LINES = 20;

/** "no case uses custom_a,Cypress,Playwright of the value map". */
const valueMapNote = ({ valueMapUnused = [] }: ReportSummary): string[] => {
  if (valueMapUnused.length === 0) return [];
  const lines = valueMapUnused.map(({ field, left, right }) => sanitize([field, left, right].join()));
  const more = lines.length - NAMED_LINES;
  return [
    `no case uses ${lines.slice(0, NAMED_LINES).join(', nor ')}${more > 0 ? `, nor ${count(more)} more lines` : ''} of the value map`,
  ];
};

/** "right: 1 case has come to a suite after that was read, and was found at the end". */
const recheckNotes = (summary: ReportSummary): string[] =>
  SIDES.flatMap((side) => {
    const { found = 0, failed = [] } = summary[side].recheck ?? {};
    const came = `${side}: ${counted(found, 'case')} ${found === 1 ? 'has' : 'have'} come to a suite after that was read, and ${found === 1 ? 'was' : 'were'} found at the end`;
    return [
      ...(found > 0 ? [came] : []),
      ...(failed.length > 0
        ? [
            `${side}: what has changed meanwhile is not known of ${counted(failed.length, 'suite')}, where a case that was moved may be missing: ${sanitize(failed[0]!.error)}`,
          ]
        : []),
    ];
  });

/** *What stands out in a summary beside its counts,* a sentence each, sanitised: the same in every report. */
export const notes = (summary: ReportSummary): string[] => [...aspectNote(summary), ...notesOfRows(summary)];

/** The same, where a row of each difference tells its aspects. */
export const notesOfRows = (summary: ReportSummary): string[] => [
  ...fieldNotes(summary),
  ...recheckNotes(summary),
  ...scopeNote(summary),
  ...similarityNote(summary),
  ...scopeUnmetNote(summary),
  ...unknownFieldsNote(summary),
  ...mapUnmetNote(summary),
  ...valueMapNote(summary),
  ...formattingNote(summary),
  ...acceptedNote(summary),
  ...optionsApartNote(summary),
  ...goneNotes(summary),
  ...limitNotes(summary),
];

/** "not read: left suite 310, cases 251 to 500 and any after them: 502 Bad Gateway": one for each lost page. */
export const failedPages = (summary: ReportSummary): string[] =>
  SIDES.flatMap((side) =>
    summary[side].failedPages.map(({ suiteId, offset, limit, open, error }) => {
      const where = suiteId === null ? side : `${side} suite ${suiteId}`;
      const range = `cases ${count(offset + 1)} to ${count(offset + limit)}${open ? ' and any after them' : ''}`;
      return `not read: ${where}, ${range}: ${sanitize(error)}`;
    }),
  );
