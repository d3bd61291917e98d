import fc from 'fast-check';

import type { CompareEvent } from '../../src/compare/events.js';
import { sanitize } from '../../src/report/index.js';
import { createSink } from '../support/sinks.js';
import { progressLine, suiteProgressLine } from '../../src/report/progress-line.js';
import { toJson } from '../../src/report/sanitize.js';
import { throttleLine } from '../../src/report/throttle-line.js';
import {
  aCase,
  aDifference,
  aProgress,
  aStart,
  aSideSummary,
  aSuite,
  aSummary,
  aThrottle,
} from '../support/report-events.js';

/** Written apart from the implementation, by number: what must never reach a terminal raw. */
const hazardous = (code: number): boolean =>
  code < 0x20 ||
  (code >= 0x7f && code <= 0x9f) ||
  [0xad, 0x061c, 0x200b, 0x200e, 0x200f, 0xfeff, 0xfffe, 0xffff].includes(code) ||
  (code >= 0x2060 && code <= 0x2064) ||
  (code >= 0xe0000 && code <= 0xe007f) ||
  (code >= 0x2028 && code <= 0x202e) ||
  (code >= 0x2066 && code <= 0x2069) ||
  (code >= 0xd800 && code <= 0xdfff);

/** Code points of a text that are hazardous; a proper surrogate pair is one code point, a lone half is itself. */
const hazards = (text: string): number[] => [...text].map((char) => char.codePointAt(0)!).filter(hazardous);

const HAZARDS = [...Array(0x110000).keys()].filter(hazardous).map((code) => String.fromCodePoint(code));

/** Any text, with hazardous characters far more often than chance would have them. */
const text = fc
  .array(fc.oneof(fc.constantFrom(...HAZARDS), fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 8 })
  .map((parts) => parts.join(''));

describe('sanitize', () => {
  it('replaces each hazardous character by a visible escape', () => {
    for (const char of HAZARDS) {
      const shown = sanitize(`a${char}b`);
      expect(shown).toMatch(/^a\\(n|r|t|x[0-9a-f]{2}|u[0-9a-f]{4}|u\{e00[0-9a-f]{2}\})b$/);
    }
  });

  it.each([
    ['\x1b[31mred', '\\x1b[31mred'],
    ['two\nlines\r\n\tand a tab', 'two\\nlines\\r\\n\\tand a tab'],
    ['\u009b31m', '\\x9b31m'],
    ['user\u202egnp.exe', 'user\\u202egnp.exe'],
    ['\u2067x\u2069', '\\u2067x\\u2069'],
    ['\ufeffstart\u200b', '\\ufeffstart\\u200b'],
    ['half \ud83d', 'half \\ud83d'],
    ['soft\u00adhyphen', 'soft\\xadhyphen'],
    ['a\u2060b\u2064c', 'a\\u2060b\\u2064c'],
    ['\ufffe\uffff', '\\ufffe\\uffff'],
    ['tag\u{e0041}\u{e007f}', 'tag\\u{e0041}\\u{e007f}'],
  ])('%j is shown as %s', (raw, shown) => {
    expect(sanitize(raw)).toBe(shown);
  });

  it.each(['plain', '日本語のテスト', 'е́ a\u0301', '👩‍👩‍👧 family', 'می\u200cخواهم', 'back\\slash', '👍🏽 🇫🇷'])(
    'leaves %s as it is',
    (raw) => {
      expect(sanitize(raw)).toBe(raw);
    },
  );
});

/** Every string a server can send, in every event that shows it. */
const hostileEvents = (raw: string): CompareEvent[] => {
  const named = { name: raw, url: raw, suites: [{ id: 1, name: raw }], leftOut: [{ id: 2, name: raw }] };
  const one = aCase({ title: raw, suite: raw, url: raw });
  const fields = [
    { field: raw, left: raw, right: `${raw}x` },
    { field: 'custom_steps_separated', left: [{ content: raw }], right: [{ content: `${raw}x` }] },
  ];
  const failedPages = [{ suiteId: 1, offset: 0, limit: 250, open: true, error: raw }];
  const side = aSideSummary({ failedPages, fieldsOnlyHere: [{ field: raw, cases: 2 }] });
  return [
    aStart({ left: { projectId: 1, ...named }, right: { projectId: 2, ...named } }),
    aDifference({ left: one, right: aCase({ title: `${raw}x`, suite: `${raw}x` }), fields }),
    aDifference({ kind: 'onlyRight', left: null, right: one }),
    aSuite({ name: raw, error: raw, complete: false }),
    aSummary({ status: 'partial', reason: raw, left: side, right: side }),
  ];
};

describe('no hazardous character reaches a terminal', () => {
  it('in text, whatever a server sends', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(undefined, 40, 100), (raw, width) => {
        const sink = createSink('text', { width, events: ['identical'] });
        for (const event of hostileEvents(raw)) {
          for (const line of sink.write(event).split('\n')) expect(hazards(line)).toEqual([]);
        }
      }),
    );
  });

  it('in a difference, which is one line whatever its title', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const line = createSink('text').write(
          aDifference({ left: aCase({ title: raw }), right: null, kind: 'onlyLeft' }),
        );
        expect(line.match(/\n/g)).toHaveLength(1);
        expect(line.endsWith('\n')).toBe(true);
      }),
    );
  });

  it('in coloured text, but for the colours themselves', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const sink = createSink('text', { colors: true });
        for (const event of hostileEvents(raw)) {
          const shown = sink.write(event).replace(/\x1b\[\d+m/g, '');
          for (const line of shown.split('\n')) expect(hazards(line)).toEqual([]);
        }
      }),
    );
  });

  it('in progress', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const suite = {
          side: 'left',
          suiteId: 1,
          name: raw,
          pagesDone: 1,
          pagesKnown: 3,
          cases: 250,
          done: false,
        } as const;
        expect(hazards(progressLine(aProgress({ waitingFor: { reason: raw, ms: 100 } }), 300))).toEqual([]);
        expect(hazards(suiteProgressLine(suite, 300))).toEqual([]);
        expect(hazards(throttleLine(aThrottle({ instance: raw, why: raw })))).toEqual([]);
      }),
    );
  });

  it('in ndjson and json, and JSON.parse still gives back every character', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const ndjson = createSink('ndjson');
        const json = createSink('json');
        const events = hostileEvents(raw);
        for (const event of events) {
          const line = ndjson.write(event);
          expect(hazards(line.slice(0, -1))).toEqual([]);
          expect(JSON.parse(line)).toEqual(event);
          json.write(event);
        }
        const document = json.end();
        for (const line of document.split('\n')) expect(hazards(line)).toEqual([]);
        expect(JSON.parse(document).start).toEqual(events[0]);
        expect(JSON.parse(document).summary).toEqual(events.at(-1));
      }),
    );
  });

  it('in JSON as pairs where a character is one', () => {
    expect(toJson('\u{e0041}')).toBe('"\\udb40\\udc41"');
  });

  it('in keys of an object either', () => {
    const value = { 'a\u202eb\u0085': 1 };
    expect(toJson(value)).toBe('{"a\\u202eb\\u0085":1}');
    expect(JSON.parse(toJson(value))).toEqual(value);
  });
});
