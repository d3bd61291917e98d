import type { Edit } from '../world/live-world.js';
import type { ApiCall } from './api-call.js';
import { Strikes, type Trigger } from './strikes.js';

/**
 * An edit, and the request before whose answer it is done: the first that matches, unless `times` says more. Requests
 * that the limit refuses trigger none.
 */
export interface ScheduledEdit extends Edit, Trigger {}

/** Decides which edits are due. */
export class ScheduledEdits {
  private readonly entries: { edit: ScheduledEdit; strikes: Strikes }[];

  constructor(edits: readonly ScheduledEdit[]) {
    this.entries = edits.map((edit, n) => ({ edit, strikes: new Strikes(edit, n + 1, 1) }));
  }

  /**
   * All edits that are due at this request, in their order.
   *
   * @param before number of requests that arrived before it
   */
  due(call: ApiCall | undefined, before: number): Edit[] {
    return this.entries.filter(({ strikes }) => strikes.at(call, before)).map(({ edit }) => edit);
  }
}
