import type { TextRule } from './normalize.js';

/**
 * What a reader sees of a text in Markdown or HTML, one spelling for both: for an aggregate that normalises `markup`. Its
 * parsers take as long to load as a thousand cases take to compare, and most comparisons do not ask for them.
 */
export const loadVisibleText = async (): Promise<TextRule> => (await import('./visible-text.js')).visibleText;
