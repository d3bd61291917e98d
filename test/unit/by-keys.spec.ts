import fc from 'fast-check';
import { ByKeys } from '../../src/compare/by-keys.js';

const object = fc.dictionary(fc.constantFrom('a', 'b', 'c', '1'), fc.constantFrom(0, 1), { maxKeys: 4 });

describe('what depends on keys alone', () => {
  it('is what it would be without remembering, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(object), (objects) => {
        const byKeys = new ByKeys((keys) => keys.join());
        for (const each of objects) expect(byKeys.read(each)).toBe(Object.keys(each).join());
      }),
    );
  });

  it('is worked out once for objects of the same keys in a row', () => {
    const worked: string[] = [];
    const byKeys = new ByKeys((keys) => worked.push(keys.join()));
    for (const each of [{ a: 1, b: 2 }, { a: 3, b: 4 }, { b: 1, a: 2 }, { b: 1 }, {}, {}]) byKeys.read(each);
    expect(worked).toEqual(['', 'a,b', 'b,a', 'b', '']);
  });
});
