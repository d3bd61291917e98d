import pc from 'picocolors';

import type { Kind } from '../compare/events.js';

type Paint = (text: string) => string;

export interface Palette {
  kinds: Readonly<Record<Kind, Paint>>;
  bold: Paint;
  dim: Paint;
  good: Paint;
  bad: Paint;
  bar: Paint;
}

/** The colours of all that is shown, or the texts as they are where `enabled` is false. */
export const createPalette = (enabled: boolean): Palette => {
  const colors = pc.createColors(enabled);
  return {
    kinds: {
      identical: colors.dim,
      changed: colors.yellow,
      renamed: colors.yellow,
      moved: colors.cyan,
      onlyLeft: colors.red,
      onlyRight: colors.green,
      undetermined: colors.magenta,
    },
    bold: colors.bold,
    dim: colors.dim,
    good: colors.green,
    bad: colors.red,
    bar: colors.cyan,
  };
};
