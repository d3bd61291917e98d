/** That two texts refer to different files, and what could not be read, is said by every format. */
import type { FieldDifference, UnreadAttachments } from '../../src/compare/events.js';
import { attachmentChange, verifiedWords } from '../../src/report/attachment-words.js';
import { fieldChange } from '../../src/report/field-change.js';
import { fieldLines } from '../../src/report/field-lines.js';
import { FORMATS, loadFormat, type Format } from '../../src/report/index.js';
import { aDifference, aStart, aSuite, aSummary } from '../support/report-events.js';

const file = (id: string, bytes: number) => ({ id, bytes, sha256: 'ab' });
const pair = (left: string, right: string, before = 1_204, after = 1_310) => ({
  left: file(left, before),
  right: file(right, after),
});
const text = (id: string): string => `Compare with ![](index.php?/attachments/get/${id}) here`;
const field = (...attachments: FieldDifference['attachments'] & object): FieldDifference => ({
  field: 'custom_preconds',
  left: text('12'),
  right: text('34'),
  attachments,
});
const forbidden: UnreadAttachments = {
  side: 'left',
  error: 'answered 403: no',
  lost: false,
  count: 5,
  ids: ['5', '6', '7', '8', '9'],
};

const written = async (format: Format): Promise<string> => {
  const sink = (await loadFormat(format))({});
  const events = [
    aStart(),
    aDifference({ fields: [field(pair('12', '34'))] }),
    aSuite({ side: 'left' }),
    aSuite({ side: 'right', suiteId: 20 }),
    aSummary({
      counts: { ...aSummary().counts, changed: 1 },
      attachments: { verified: true, references: 130, cases: 90, read: 120, unread: [forbidden] },
    }),
  ];
  return events.map((event) => sink.write(event)).join('') + sink.end();
};

it.each(FORMATS.filter((format) => format !== 'map'))('%s', async (format) => {
  const out = (await written(format)).replaceAll('\\', '');
  if (format === 'json' || format === 'ndjson') {
    expect(out).toContain('"attachments":[{"left":{"id":"12","bytes":1204');
    expect(out).toContain('"unread":[{"side":"left","error":"answered 403: no"');
  } else {
    expect(out).toMatch(/attachment 12 → 34 is another file/);
    expect(out).toMatch(/attachments: 120 verified, 5 could not be read (?:\(|&#40;)5 left/);
  }
});

describe('in a few words', () => {
  it('beside what differs in the text', () => {
    expect(fieldChange(field(pair('12', '34')))).toMatch(
      /^custom_preconds \(.*; attachment 12 → 34 is another file\)$/,
    );
  });

  it('alone, where both say the same number on two instances', () => {
    const same = { ...field(pair('12', '12')), right: text('12') };
    expect(fieldChange(same)).toBe('custom_preconds (attachment 12 is another file)');
    expect(fieldLines(same)).toEqual([
      'custom_preconds:',
      '! attachment 12 is another file: 1,204 → 1,310 bytes',
    ]);
    expect(fieldLines({ ...same, attachments: [pair('12', '12', 7, 7)] })[1]).toBe(
      '! attachment 12 is another file: both of 7 bytes',
    );
  });

  it('several are named, many are counted', () => {
    expect(attachmentChange(field(pair('1', '2'), pair('3', '4')))).toBe(
      'attachments 1 → 2, 3 → 4 are other files',
    );
    expect(attachmentChange(field(...Array<ReturnType<typeof pair>>(4).fill(pair('1', '2'))))).toBe(
      '4 attachments are other files',
    );
    expect(attachmentChange(field())).toBeUndefined();
  });

  it('what could not be read, by reason', () => {
    expect(verifiedWords(120)).toBe('120 verified');
    expect(
      verifiedWords(1_200, [
        forbidden,
        { ...forbidden, side: 'right', lost: true, count: 1, ids: ['12'], error: '502' },
      ]),
    ).toBe(
      '1,200 verified, 6 could not be read (5 left (5, 6, 7, …): answered 403: no; 1 right (12), lost: 502)',
    );
  });

  it('an id is made harmless', () => {
    expect(attachmentChange(field(pair('1\u001b[31m', '2')))).not.toContain('\u001b');
  });
});
