import { copiedId } from './attachments.js';
import type { CaseContent, StepJson } from './types.js';

/** The references of a text as a copy has them: the same places, other ids. */
const copied = (text: string): string =>
  text.replace(/(attachments\/get\/)(\d+)/g, (_, before: string, n: string) => before + copiedId(Number(n)));

/** Gives all texts of a case the ids that its attachments have in the copy. Changes `content` itself. */
export function copyReferences(content: CaseContent): void {
  for (const [name, value] of Object.entries(content)) {
    if (!name.startsWith('custom_')) continue;
    if (typeof value === 'string') content[name as `custom_${string}`] = copied(value);
    if (Array.isArray(value))
      content[name as `custom_${string}`] = (value as StepJson[]).map((step) => ({
        ...step,
        content: copied(step.content),
        expected: copied(step.expected),
      }));
  }
}
