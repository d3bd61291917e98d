/**
 * The tokens of a case: the words of all it says. A word is a run of letters, marks and digits by Unicode, in NFC and lower
 * case. Scripts that put no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) have no such runs: there each
 * two neighbouring characters are a word, as in Lucene's CJKBigramFilter.
 *
 * The second `click` of a case is another token than its first, the third another still. So the tokens of a case are a set,
 * and what two of these sets share is what the two bags of words share.
 */
import type { TestCase } from './test-case.js';

/** Numbers tokens, the same for all cases that are compared with each other. */
export class Vocabulary {
  private readonly words = new Map<string, number>();
  /** Of a token, the one for the next occurrence of its word; 0 where no case has had that many. */
  private readonly following: number[] = [0];
  /** Of a word by its first token: the last token given out for it, and the case that was for. */
  private readonly latest: number[] = [0];
  private readonly usedIn: number[] = [0];
  private cases = 0;

  /** @return a set: the tokens of these words in the order of the words */
  numbered(words: readonly string[]): Uint32Array {
    this.cases++;
    return Uint32Array.from(words, (word) => this.occurrence(word));
  }

  private occurrence(word: string): number {
    const first = this.words.get(word) ?? this.firstOf(word);
    const again = this.usedIn[first] === this.cases;
    const token = again ? this.after(this.latest[first]!) : first;
    this.usedIn[first] = this.cases;
    this.latest[first] = token;
    return token;
  }

  private firstOf(word: string): number {
    const token = this.create();
    this.words.set(word, token);
    return token;
  }

  private after(token: number): number {
    return this.following[token] || (this.following[token] = this.create());
  }

  private create(): number {
    this.latest.push(0);
    this.usedIn.push(0);
    return this.following.push(0) - 1;
  }
}

/**
 * What `pairBySimilarity` compares of a case: the words of its title, of the texts of its custom fields, and of all texts
 * of its steps (content, expected, additional info). Numbers are no texts; refs and labels are no prose.
 *
 * @param vocabulary one for both sides
 * @return a set, in no particular order; empty for a case that says nothing
 */
export function tokensOf(testCase: TestCase, vocabulary: Vocabulary): Uint32Array {
  const words: string[] = [];
  addWords(testCase.title, words);
  for (const [field, value] of Object.entries(testCase)) {
    if (field.startsWith('custom_')) addTexts(value, words);
  }
  return vocabulary.numbered(words);
}

/** `refs` of a step name tickets, as those of a case do. */
function addTexts(value: unknown, words: string[]): void {
  if (typeof value === 'string') addWords(value, words);
  else if (Array.isArray(value)) for (const item of value) addTexts(item, words);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) if (name !== 'refs') addTexts(member, words);
  }
}

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const UNSPACED =
  '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}ー';
const RUN = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, 'gu');
const STARTS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');
/** The first character of all these scripts: most texts hold none from here on. */
const BEYOND = /[\u0e00-\u{10ffff}]/u;

function addWords(text: string, words: string[]): void {
  const found = text.normalize('NFC').toLowerCase().match(WORD);
  if (!found) return;
  for (const word of found) {
    if (BEYOND.test(word)) addRuns(word, words);
    else words.push(word);
  }
}

function addRuns(word: string, words: string[]): void {
  for (const run of word.match(RUN)!) {
    if (STARTS_UNSPACED.test(run)) addBigrams([...run], words);
    else words.push(run);
  }
}

function addBigrams(characters: readonly string[], words: string[]): void {
  if (characters.length === 1) words.push(characters[0]!);
  for (let n = 1; n < characters.length; n++) words.push(characters[n - 1]! + characters[n]!);
}
