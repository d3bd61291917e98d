/**
 * Characters that a terminal acts on or that make a text read differently from what it holds:
 * C0, DEL and C1 (the bytes of escape sequences), lone surrogates, zero-width space and byte order mark, line and
 * paragraph separators, the marks, embeddings, overrides and isolates that turn the direction of writing
 * (https://trojansource.codes), and what else is not to be seen: soft hyphen, word joiner and the operators after it, tags,
 * and U+FFFE and U+FFFF, which are no characters.
 *
 * ZWJ (U+200D) and ZWNJ (U+200C) stay: emoji and Persian cannot be written without them.
 */
const HAZARDS =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff\u{e0000}-\u{e007f}]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** As JSON has it: each half of a surrogate pair for itself. */
const jsonEscape = (char: string): string =>
  char
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

const visibleEscape = (char: string): string => {
  const code = char.codePointAt(0)!;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return (
    SHORT_ESCAPES[char] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : jsonEscape(char))
  );
};

/**
 * *Makes a text from a server safe to show: one line, nothing a terminal would act on.*
 *
 * Each hazardous character becomes a visible escape (`\n`, `\x1b`, `\u202e`). Backslashes are left alone, so this
 * is for eyes and cannot be undone; `toJson` is what keeps a text exactly.
 */
export const sanitize = (text: string): string => text.replace(HAZARDS, visibleEscape);

/**
 * *JSON on one line that is harmless even to `cat`, and from which `JSON.parse` gives back the exact value.*
 *
 * `JSON.stringify` escapes C0 and lone surrogates itself. Whatever else is hazardous can stand only inside a string
 * (or a key), where `\uXXXX` means the same.
 */
export const toJson = (value: unknown): string => JSON.stringify(value).replace(HAZARDS, jsonEscape);
