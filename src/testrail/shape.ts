import { TestRailError } from './errors.js';
import { ShapeError } from './page.js';
import type { Conceal } from './secrets.js';

/** A wrong shape may be the work of whatever stands between, so it is worth asking again. */
export const shaped =
  <T>(url: string, conceal: Conceal, read: (body: unknown) => T) =>
  (body: unknown): T => {
    try {
      return read(body);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      throw new TestRailError(`the answer has an unexpected shape, ${conceal(error.message)}`, {
        kind: 'transient',
        code: error.ofRecord ? 'ERR_TESTRAIL_RECORD' : 'ERR_TESTRAIL_SHAPE',
        url,
      });
    }
  };
