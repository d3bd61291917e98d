import type { FieldDifference } from '../compare/events.js';
import { count } from './numbers.js';

/** How many are named one by one. */
const NAMED = 3;

/** "C101 is C201 by the map": that two texts name the same number, and not the same case. */
export const linkChange = ({ links = [] }: FieldDifference): string | undefined => {
  if (links.length === 0) return undefined;
  if (links.length > NAMED) return `${count(links.length)} links are others by the map`;
  const named = links.map(({ left, right }) => `C${left} is C${right}`);
  return `${named.join(', ')} by the map`;
};

/** The same, one for each. */
export const linkLines = ({ links = [] }: FieldDifference): string[] =>
  links.map(({ left, right }) => `C${left} is C${right} by the map`);
