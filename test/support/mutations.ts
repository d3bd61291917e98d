/** Answers as no server should give them: real ones with some of their values replaced, cut or torn. */
import fc from 'fast-check';

/** Values that are not what stands in their place. */
export const nasty = fc.constantFrom(
  'null',
  'true',
  '-1',
  '0',
  '1e400',
  '1.5',
  '9007199254740993',
  '""',
  '"x"',
  '[]',
  '{}',
  '[null]',
  '[[],[[]],{}]',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}},"toString":1,"hasOwnProperty":null}',
  '"\\u001b]0;x\\u0007\\u202e\\ud800\\n\\r"',
  `"${'x'.repeat(10_000)}"`,
  '['.repeat(5_000) + ']'.repeat(5_000),
  '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000),
);

/** Where the values of a JSON text stand. */
function valuesOf(real: string): { from: number; to: number }[] {
  return [...real.matchAll(/(?<=[:[,])(?="|\d|null|true|false|\[|\{)/g)]
    .map(({ index }) => ({ from: index, to: endOf(real, index) }))
    .filter(({ from, to }) => to > from);
}

/** Where a value ends: the shortest text from there on that is JSON. */
function endOf(real: string, from: number): number {
  for (let to = from + 1; to <= real.length; to++) {
    try {
      JSON.parse(real.slice(from, to));
      if (!/[\d.]/.test(real[to] ?? '')) return to;
    } catch {
      // Not yet.
    }
  }
  return from;
}

/** The text with up to three of its values replaced. */
export function mutated(real: string): fc.Arbitrary<string> {
  const values = valuesOf(real);
  return fc
    .uniqueArray(
      fc.record({
        n: fc.integer({ min: 0, max: values.length - 1 }),
        by: fc.oneof(
          { weight: 3, arbitrary: nasty },
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
      }),
      { selector: ({ n }) => n, minLength: 1, maxLength: 3 },
    )
    .map((changes) =>
      changes
        .sort((a, b) => b.n - a.n)
        .reduce((text, { n, by }) => text.slice(0, values[n]!.from) + by + text.slice(values[n]!.to), real),
    );
}

/** The text with a few characters in the place of others. */
export const broken = (real: string): fc.Arbitrary<string> =>
  fc
    .record({ at: fc.nat(real.length), by: fc.string({ maxLength: 5 }), cut: fc.nat(20) })
    .map(({ at, by, cut }) => real.slice(0, at) + by + real.slice(at + cut));
