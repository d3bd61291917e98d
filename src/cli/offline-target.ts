import { readRecord, type Contents, type JournaledProject, type JournalRecord } from '../journal/index.js';
import { offlineInstance, type Target } from '../pipeline/index.js';

/** A project of which nothing is asked any more: what is kept of it is all there is. */
export const offlineTarget = (
  { url, projectId }: JournaledProject,
  record: JournalRecord,
  takenAt: string,
): Target => ({
  instance: offlineInstance(url),
  projectId,
  record,
  snapshot: { takenAt },
});

/** The target that a snapshot's file holds. @throws JournalError when it is none */
export function openSnapshot(file: string): { target: Target; contents: Contents; close: () => void } {
  const { contents, record, close } = readRecord(file);
  return { target: offlineTarget(contents.projects[0]!, record, contents.startedAt), contents, close };
}
