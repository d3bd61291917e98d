import fc from 'fast-check';
import { parsers } from 'prettier/plugins/markdown';

import type { DifferenceEvent } from '../../src/compare/events.js';
import { sanitize } from '../../src/report/index.js';
import { codeBlock, escapeMarkdown, markdownLink } from '../../src/report/markdown-escape.js';
import type { SinkOptions } from '../../src/report/sink.js';
import { differences, HOSTILE, idsIn, runOf, written } from '../support/report-arbitraries.js';
import { aCase, aDifference, aSideSummary, aSummary, onlyLeft, onlyRight } from '../support/report-events.js';

interface Node {
  type: string;
  value?: string;
  url?: string;
  children?: Node[];
}

const parse = (text: string): Node => parsers.markdown.parse(text, {} as never) as unknown as Node;

const all = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(all)];

const textOf = (node: Node): string => (node.value ?? '') + (node.children ?? []).map(textOf).join('');

const ofType = (node: Node, type: string): Node[] => all(node).filter((each) => each.type === type);

const markdown = (
  events: readonly DifferenceEvent[],
  options: SinkOptions = {},
  summary = aSummary(),
): string => written('markdown', runOf(events, summary), options);

/** What a reader sees: the zero-width space that parts a sign from a name is not seen. */
const seen = (text: string): string => text.replaceAll('\u200b', '').replace(/\s+/g, ' ').trim();

describe('escaping', () => {
  it.each(HOSTILE)('%j shows as it is, and is nothing but text', (hostile) => {
    for (const [before, after] of [
      ['', ''],
      ['# ', ''],
      ['- ', ''],
      ['| a | b |\n| --- | --- |\n| ', ' | z |'],
      ['[x](<https://rail.example>) ', ''],
    ]) {
      const root = parse(before + escapeMarkdown(hostile) + after);
      const types = new Set(all(root).map(({ type }) => type));
      const own = before!.startsWith('[') ? ['link'] : [];
      for (const type of [
        'html',
        'image',
        'emphasis',
        'strong',
        'inlineCode',
        'code',
        'delete',
        'definition',
        'footnoteReference',
        'linkReference',
        'imageReference',
        'break',
        'thematicBreak',
        'blockquote',
      ])
        expect(types).not.toContain(type);
      expect(ofType(root, 'link')).toHaveLength(own.length);
      expect(ofType(root, 'list')).toHaveLength(before === '- ' ? 1 : 0);
      expect(ofType(root, 'heading')).toHaveLength(before === '# ' ? 1 : 0);
      expect(seen(textOf(root))).toContain(seen(sanitize(hostile)));
    }
  });

  it('parts the sign of a mention or an issue from its name', () => {
    expect(escapeMarkdown('@someone #12 a@b # @ x')).toBe(
      '\\@&#8203;someone \\#&#8203;12 a\\@&#8203;b \\# \\@ x',
    );
  });

  it.each([
    ['GH-12 (gh-3)', 'GH-&#8203;12 (gh-&#8203;3)'],
    ['HIGH-1 GH-x', 'HIGH-1 GH-x'],
    [':smile: x', '\\:&#8203;smile: x'],
    [':white_check_mark:', '\\:&#8203;white\\_check\\_mark:'],
    [':+1::-1:', '\\:&#8203;+1\\:&#8203;\\:&#8203;-1:'],
    ['at 10:30 a: b', 'at 10\\:30 a: b'],
  ])('leaves GitHub no issue and no emoji of %j', (raw, escaped) => {
    expect(escapeMarkdown(raw)).toBe(escaped);
  });

  it('links only to the web, and nothing ends the address', () => {
    expect(markdownLink('C1', 'javascript:alert(1)')).toBe('C1');
    const [link] = ofType(parse(markdownLink('C1', 'https://rail.example/a b>c)|d`e')), 'link');
    expect(link?.url).toBe('https://rail.example/a%20b%3Ec)%7Cd%60e');
  });

  it('no line ends a code block', () => {
    const lines = ['```', 'a ```` b', '~~~'];
    const [block] = parse(`${codeBlock(lines, 'diff')}\n\nafter\n`).children!;
    expect(block).toMatchObject({ type: 'code', value: lines.join('\n') });
  });
});

it('opens with the sides, how the run ended, the counts and what stands out', () => {
  const summary = aSummary({
    formatting: 120,
    accepted: {
      counts: {
        ...aSummary().counts,
        identical: 0,
        changed: 250,
        renamed: 0,
        moved: 50,
        onlyLeft: 0,
        onlyRight: 0,
      },
      gone: 3,
      altered: 1,
    },
    attachments: { verified: false, references: 1204, cases: 300 },
    notCompared: ['results', 'history'],
  });
  const text = markdown([], {}, summary);
  expect(text.split('\n')[0]).toBe('# Shop (30) → Shop 2 (34)');
  expect(text).toContain(
    '**complete: 36,000 cases compared, 612 differences (300 accepted before), 161 requests in 36\\.2 s**',
  );
  expect(text).toContain('| `~` changed | 300 |\n');
  expect(text).toContain('- identical but for formatting: 120 pairs\n');
  expect(text).toContain(
    '- accepted before: 300 (changed 250, moved 50); of what was accepted 1 changed since and 3 gone\n',
  );
  expect(text).toContain(
    '- attachments: not verified (1,204 references in 300 cases)\n- not compared: results, history\n',
  );
});

it('lists by kind, changed pairs with what differs in them', () => {
  const text = markdown([
    onlyRight({ id: 9 }),
    aDifference({
      right: aCase({ id: 2, suite: 'Access' }),
      fields: [
        { field: 'priority_id', left: 2, right: 3, leftName: 'Medium', rightName: 'High' },
        { field: 'custom_steps', left: 'one\ntwo `x`', right: 'one\nthree <b>' },
      ],
    }),
    aDifference({ kind: 'moved', aspects: ['place'], right: aCase({ id: 3, section: 'Deep > er' }) }),
  ]);
  const root = parse(text);
  expect(ofType(root, 'heading').map(textOf)).toEqual([
    'Shop (30) → Shop 2 (34)',
    'Changed (1)',
    'Sign in',
    'Moved (1)',
    'Only right (1)',
  ]);
  expect(ofType(root, 'code').map(({ value }) => value!.split('\n')[0])).toEqual([
    'priority_id: Medium → High',
  ]);
  expect(text).toContain('Login → Access');
  expect(text).toContain('| Login → Login \\> Deep \\> er | Sign in |');
});

it('shows what was accepted on demand, and says what was listed', () => {
  const accepted = { ...onlyLeft(), accepted: true } as const;
  expect(ofType(parse(markdown([accepted])), 'heading')).toHaveLength(1);
  expect(markdown([accepted], { events: ['accepted'] })).toContain('(accepted)');
  expect(markdown([onlyLeft()], { kinds: ['changed'] })).toMatch(/^- listed: changed$/m);
  expect(markdown([onlyLeft()], { summaryOnly: true })).toMatch(/^- listed: nothing$/m);
});

it('names the pages that were not read, twenty at most', () => {
  const page = { suiteId: 10, limit: 250, open: false, error: '502 <b>' };
  const failedPages = Array.from({ length: 22 }, (_, n) => ({ ...page, offset: 250 * n }));
  const text = markdown([], {}, aSummary({ status: 'partial', left: aSideSummary({ failedPages }) }));
  expect(text.match(/^- not read: /gm)).toHaveLength(20);
  expect(text).toContain('- … and 2 pages more not read');
});

it('every difference stands in it once, with links to its cases and no other', () => {
  fc.assert(
    fc.property(differences, (events) => {
      const options = { events: ['accepted'] } as const;
      const root = parse(markdown(events, options));
      const links = ofType(root, 'link').map(({ url }) => url);
      const expected = events.flatMap(({ left, right }) =>
        [left, right].flatMap((side) => (side ? [side.url] : [])),
      );
      expect(links.sort()).toEqual(expected.sort());
      expect(
        ['html', 'image', 'emphasis', 'inlineCode', 'delete'].flatMap((type) => ofType(root, type)).length,
      ).toBe(
        // The signs of the seven kinds.
        7,
      );
      const shown = textOf(root);
      for (const event of events) expect(shown.split(idsIn(event)).length).toBeGreaterThan(1);
    }),
    { numRuns: 60 },
  );
});

it('gives the same bytes whatever the order of arrival', () => {
  fc.assert(
    fc.property(
      differences.chain((events) =>
        fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
      ),
      ([events, shuffled]) => expect(markdown(shuffled)).toBe(markdown(events)),
    ),
    { numRuns: 30 },
  );
});

describe('github-summary', () => {
  const many = Array.from({ length: 20_000 }, (_, n) =>
    onlyLeft({ id: n + 1, title: `Pay by <b>card</b> ${n} 日本` }),
  );
  const summaryOf = (events: readonly DifferenceEvent[], options: SinkOptions = {}): string =>
    written('github-summary', runOf(events), options);

  it('is the same as markdown where it fits', () => {
    expect(summaryOf(many.slice(0, 20)).trimEnd()).toBe(markdown(many.slice(0, 20)).trimEnd());
  });

  it('stays below 1 MiB, and says how many found no room', () => {
    const text = summaryOf(many);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
    expect(Buffer.byteLength(text)).toBeGreaterThan(1000 * 1024);
    const listed = ofType(parse(text.slice(0, 4_000)), 'link').length;
    expect(listed).toBeGreaterThan(0);
    const rows = text.split('\n').filter((line) => line.startsWith('| [C')).length;
    const [, left] = /\*\*([\d,]+) more differences found no room here/.exec(text)!;
    expect(rows + Number(left!.replaceAll(',', ''))).toBe(many.length);
  });

  it('takes no more than is left to it', () => {
    for (const maxBytes of [2_000, 5_000])
      expect(Buffer.byteLength(summaryOf(many, { maxBytes }))).toBeLessThanOrEqual(maxBytes);
    expect(summaryOf(many, { maxBytes: 100 })).toBe('');
  });
});
