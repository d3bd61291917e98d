/** What came over the wire, whole and of a right shape: taken down between the client and all that reads it. */
import { tap } from 'rxjs';
import { createClient, type ClientOptions, type TestRailClient } from '../../src/testrail/index.js';
import type { Side } from '../../src/compare/events.js';
import { LEFT } from './draw.js';

export interface Delivered {
  side: Side;
  suiteId: number;
  offset: number;
  limit: number;
  ids: number[];
}

export class Ledger {
  readonly pages: Delivered[] = [];
  /** What was said to have changed. */
  private readonly changed: Pick<Delivered, 'side' | 'ids'>[] = [];
  /** Suites of which all sections came. */
  readonly sections = new Set<number>();

  /** A client that speaks HTTP, and takes down what it hands on. */
  client(options: ClientOptions): TestRailClient {
    const client = createClient(options);
    return {
      ...client,
      lookup: client.lookup.bind(client),
      cases: (asked, written) =>
        client.cases(asked, written).pipe(
          tap(({ items }) => {
            const { projectId, suiteId, offset, limit, updatedAfter } = asked;
            const side = projectId === LEFT ? 'left' : 'right';
            const ids = items.map(({ id }) => id);
            if (updatedAfter === undefined) this.pages.push({ side, suiteId: suiteId!, offset, limit, ids });
            else this.changed.push({ side, ids });
          }),
        ),
      sections: (asked, written) =>
        client.sections(asked, written).pipe(
          tap(({ next }) => {
            if (next === null) this.sections.add(asked.suiteId!);
          }),
        ),
    };
  }

  ids(side: Side): Set<number> {
    return new Set([...this.pages, ...this.changed].flatMap((each) => (each.side === side ? each.ids : [])));
  }
}
