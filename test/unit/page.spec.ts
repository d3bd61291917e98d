import { check, readPage, ShapeError } from '../../src/testrail/page.js';
import { caseSchema, projectSchema, suiteSchema } from '../../src/testrail/schemas.js';

const asked = { offset: 250, limit: 250 };
const envelope = (over: object = {}, next: string | null = null) => ({
  offset: 250,
  limit: 250,
  size: 1,
  _links: { next, prev: null },
  cases: [{ id: 1, title: 'x' }],
  ...over,
});
const read = (body: unknown, at = asked) => readPage(body, 'cases', caseSchema, at);

describe('a list in pages', () => {
  it('has the entity by its name, and keeps fields it does not know', () => {
    const page = read(envelope({ cases: [{ id: 1, title: 'x', custom_goal: { deep: [1] } }], more: 1 }));
    expect(page).toEqual({
      items: [{ id: 1, title: 'x', custom_goal: { deep: [1] } }],
      offset: 250,
      limit: 250,
      next: null,
      size: 1,
      paged: true,
    });
  });

  it.each([
    ['path-style', '/api/v2/get_cases/1&suite_id=2&limit=250&offset=500'],
    ['with a limit of 0', '/api/v2/get_cases/1&limit=0&offset=500'],
    ['a conventional query', '/api/v2/get_cases/1?offset=500&limit=250'],
    ['a whole address', 'https://host/index.php?/api/v2/get_cases/1&limit=250&offset=500'],
    ['another host, of which only the offset is taken', 'https://evil.example/steal?offset=500'],
  ])('next is %s', (_, next) => {
    expect(read(envelope({}, next)).next).toBe(500);
  });

  it.each([
    ['leads back', '/api/v2/get_cases/1&offset=0', '_links.next leads back, from offset 250 to 0'],
    ['stands still', '/api/v2/get_cases/1&offset=250', '_links.next leads back, from offset 250 to 250'],
    [
      'leaves records out',
      '/api/v2/get_cases/1&offset=750',
      '_links.next leaves records out, from offset 250 to 750',
    ],
    [
      'has no offset',
      '/api/v2/get_cases/1&limit=250',
      '_links.next has no offset: "/api/v2/get_cases/1&limit=250"',
    ],
    [
      'has another name',
      '/api/v2/get_cases/1&xoffset=500',
      '_links.next has no offset: "/api/v2/get_cases/1&xoffset=500"',
    ],
  ])('next that %s is refused', (_, next, message) => {
    expect(() => read(envelope({}, next))).toThrow(new ShapeError(message));
  });

  it('the page size is the one that the envelope states, no more than was asked for, and what was asked for where it states 0', () => {
    expect(read(envelope({ limit: 100 }, '&offset=350')).limit).toBe(100);
    expect(read(envelope({ limit: 500 }, '&offset=750')).limit).toBe(250);
    expect(read(envelope({ limit: 0 }, '&offset=500')).limit).toBe(250);
  });

  it('size is a hint and may be missing', () => {
    expect(read(envelope({ size: 9_000 })).size).toBe(9_000);
    for (const size of [null, undefined, '1', 2.5, -1, true, {}])
      expect(read(envelope({ size }))).toMatchObject({ size: undefined, items: [{ id: 1 }] });
  });

  it('next may be missing: nothing follows', () => {
    expect(read(envelope({ _links: {} })).next).toBeNull();
    expect(read(envelope({}, '')).next).toBeNull();
  });

  it.each([null, undefined])(
    'without links (%s) a full page is asked on after, and a shorter one is the last',
    (_links) => {
      const cases = [1, 2, 3].map((id) => ({ id, title: 'x' }));
      const at = { offset: 250, limit: 3 };
      expect(read(envelope({ _links, limit: 3, cases }), at).next).toBe(253);
      expect(read(envelope({ _links, limit: 2, cases }), at).next).toBe(253);
      expect(read(envelope({ _links, limit: 0, cases }), at).next).toBe(253);
      expect(read(envelope({ _links, limit: 3, cases: cases.slice(1) }), at).next).toBeNull();
      expect(read(envelope({ _links, limit: 3, cases: [] }), at).next).toBeNull();
    },
  );

  it('without links a full page from somewhere else is refused: it would be read without end', () => {
    const cases = [1, 2, 3].map((id) => ({ id, title: 'x' }));
    const body = envelope({ _links: null, offset: 0, limit: 3, cases });
    expect(() => read(body, { offset: 250, limit: 3 })).toThrow(
      /^no _links, and a page at offset 0 where 250/,
    );
  });
});

describe('a bare array', () => {
  it('is everything, whatever the offset that was asked for', () => {
    expect(
      read([
        { id: 1, title: 'x' },
        { id: 2, title: 'y' },
      ]),
    ).toMatchObject({ offset: 0, limit: 2, next: null, paged: false });
    expect(read([], { offset: 0, limit: 250 })).toMatchObject({
      items: [],
      limit: 1,
      next: null,
      paged: false,
    });
    // It would be the end of a list that has more.
    expect(() => read([], { offset: 250, limit: 250 })).toThrow(/^an empty list without offset and limit/);
  });
});

describe('a wrong shape is refused, with the path to what is wrong', () => {
  it.each([
    ['an error', { error: 'no' }, /^offset: /],
    ['null', null, /^the answer: /],
    ['a text', 'sign in', /^the answer: /],
    ['no entity', envelope({ cases: undefined }), /^cases: /],
    ['another entity', { ...envelope({ cases: undefined }), suites: [] }, /^cases: /],
    ['an item without id', envelope({ cases: [{ id: 1, title: 'x' }, { title: 'y' }] }), /^cases\.1\.id: /],
    ['an id that is a text', envelope({ cases: [{ id: '1', title: 'x' }] }), /^cases\.0\.id: /],
    ['an item of an array', [{ id: 1, title: 5 }], /^0\.title: /],
    ['a negative offset', envelope({ offset: -1 }), /^offset: /],
    ['links that are none', envelope({ _links: 'next' }), /^_links: /],
    ['a link that is none', envelope({ _links: { next: 5 } }), /^_links\.next: /],
  ])('%s', (_, body, message) => {
    expect(() => read(body)).toThrow(ShapeError);
    expect(() => read(body)).toThrow(message);
  });
});

describe('objects', () => {
  it('a case without a title has the empty one', () => {
    expect(check(caseSchema, { id: 1, title: null })).toMatchObject({ title: '' });
    expect(check(caseSchema, { id: 1 })).toMatchObject({ title: '' });
  });

  it('a project of an unknown suite mode has many suites', () => {
    expect(check(projectSchema, { id: 1, name: 'x', suite_mode: 9 })).toMatchObject({ suite_mode: 3 });
  });

  it('a suite needs id and name', () => {
    expect(check(suiteSchema, { id: 1, name: 'A', is_master: null })).toEqual({
      id: 1,
      name: 'A',
      is_master: null,
    });
    for (const [sent, read] of [
      [1, true],
      [0, false],
      [true, true],
      ['yes', undefined],
    ])
      expect(check(suiteSchema, { id: 1, name: 'A', is_master: sent })).toMatchObject({ is_master: read });
    expect(() => check(suiteSchema, { id: 1 }, 'suites.0')).toThrow(/^suites\.0\.name: /);
  });
});
