/** Texts from a server that would be a script, an address or an order of reading: to the report they are texts. */
import type { CompareEvent } from '../../src/compare/events.js';
import { aCase, aDifference, aSideSummary, aStart, aSummary } from '../support/report-events.js';
import { describeInChromium, htmlOf } from './support/report.js';

const ATTACKS = [
  '</script><script>window.pwned=1</script>',
  '<!--<script>window.pwned=1//',
  '<img src=x onerror="window.pwned=1">',
  '"><svg onload=window.pwned=1>',
  "');window.pwned=1;//",
  '{{constructor.constructor("window.pwned=1")()}}',
  '</style><script>window.pwned=1</script>',
  '<a href="javascript:window.pwned=1">x</a>',
  'line\u2028separator\u2029window.pwned=1',
  '__proto__',
];

const ADDRESSES = [
  'javascript:window.pwned=1',
  ' javascript:window.pwned=1',
  'java\nscript:window.pwned=1',
  'data:text/html,<script>window.pwned=1</script>',
  'vbscript:x',
  'file:///etc/passwd',
  '//elsewhere.example/x',
  'not an address',
];

const attacked = (text: string, url: string): CompareEvent[] => {
  const of = (id: number) => aCase({ id, url, suite: text, section: text, title: text });
  const start = aStart();
  return [
    aStart({ left: { ...start.left, name: text, url }, right: { ...start.right, name: text } }),
    aDifference({
      left: of(1),
      right: of(2),
      key: { title: text },
      fields: [
        { field: text, left: text, right: `${text} ${text}` },
        { field: 'named', left: 1, right: 2, leftName: text, rightName: text },
        {
          field: 'custom_steps',
          left: [{ content: text, [text]: text }],
          right: [{ content: 'x' }, { content: text }],
        },
      ],
    }),
    aSummary({
      status: 'partial',
      reason: text,
      left: aSideSummary({
        failedPages: [{ suiteId: 1, offset: 0, limit: 250, open: false, error: text }],
        fieldsOnlyHere: [{ field: text, cases: 1 }],
      }),
      notCompared: [text],
    }),
  ];
};

describeInChromium('hostile texts in the HTML report', (reader) => {
  it.each(ATTACKS)('%j is a text', async (text) => {
    const { page, complaints, requests } = await reader.open(
      htmlOf(attacked(text, 'https://rail.example/1')),
    );
    await page.locator('.row').click();
    const shown = text.replace('\u2028', '\\u2028').replace('\u2029', '\\u2029');
    expect(await page.locator('.row .title').textContent()).toBe(shown);
    expect(await page.locator('#pane h2').innerText()).toContain(shown);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.evaluate('typeof window.pwned')).toBe('undefined');
    // Made by nobody but the report itself.
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.locator('img, svg, iframe, object').count()).toBe(0);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
  });

  it.each(ADDRESSES)('%j is no link', async (url) => {
    const { page } = await reader.open(htmlOf(attacked('A title', url)));
    await page.locator('.row').click();
    expect(await page.locator('#pane .case').first().innerText()).toContain('C1');
    const hrefs = await page.evaluate<string[]>("[...document.querySelectorAll('a')].map((a) => a.href)");
    expect(hrefs).toEqual(['https://rail.example/']);
  });

  it('shows control characters and turned writing as escapes', async () => {
    const { page } = await reader.open(
      htmlOf(attacked('user\u202egpj.exe\u0007\u001b[31m', 'https://rail.example')),
    );
    await page.locator('.row').click();
    expect(await page.locator('.row .title').textContent()).toBe('user\\u202egpj.exe\\x07\\x1b[31m');
    expect(await page.locator('body').innerText()).not.toMatch(/[\u202e\u0007\u001b]/);
  });

  it('would run no script that found its way in all the same', async () => {
    const { page, complaints } = await reader.open(htmlOf(attacked('A title', 'https://rail.example')));
    // As a fault of the page's own would do it.
    await page.evaluate(`
      const script = document.createElement('script');
      try { script.text = 'window.pwned = 1'; } catch {}
      document.body.append(script);
      try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.pwned=1">'); } catch {}
    `);
    expect(await page.evaluate('typeof window.pwned')).toBe('undefined');
    expect(complaints.join()).toContain('Trusted');
  });
});
