import { stringify } from 'csv-stringify/sync';
import type { CompareEvent, Kind, MatchedBy } from '../compare/events.js';
import type { Sink } from './sink.js';

interface Row {
  left: number;
  right?: number;
  kind: Kind;
  matched_by?: MatchedBy;
  score?: number;
}

const COLUMNS: (keyof Row)[] = ['left', 'right', 'kind', 'matched_by', 'score'];

/**
 * *The map from old to new:* a row for every case of the left, identical pairs included, by ascending ids: its id, its
 * partner's, the kind, how they were matched, and the score where that was by similarity.
 *
 * A case without a partner has no right id, and so has one whose pair is undetermined: what the map says can be relied
 * upon. `--map` reads it back.
 */
export const createCaseMapSink = (): Sink => {
  const rows: Row[] = [];
  let started = false;
  return {
    write(event: CompareEvent) {
      started ||= event.type === 'start';
      if (event.type === 'difference' && event.left) {
        const { kind, left, right, matchedBy, score } = event;
        const isPair = right !== null && kind !== 'undetermined';
        rows.push(
          isPair
            ? { left: left.id, right: right.id, kind, matched_by: matchedBy, score }
            : { left: left.id, kind },
        );
      }
      return '';
    },
    end: () =>
      started
        ? stringify(
            rows.sort((a, b) => a.left - b.left),
            { header: true, columns: COLUMNS },
          )
        : '',
  };
};
