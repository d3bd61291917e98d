import {
  JournalError,
  readRecord,
  type Contents,
  type JournaledProject,
  type JournalRecord,
} from '../journal/index.js';
import { offlineInstance, type Target } from '../pipeline/index.js';

/** A target with what is kept of it. */
type OfflineTarget = Target & { record: JournalRecord };

/** A project of which nothing is asked any more: what is kept of it is all there is. */
export const offlineTarget = (
  { url, projectId }: JournaledProject,
  record: JournalRecord,
  takenAt: string,
): OfflineTarget => ({
  instance: offlineInstance(url),
  projectId,
  record,
  snapshot: { takenAt },
});

/** The target that a snapshot's file holds. @throws JournalError when it is none, or was ended before it held its project */
export function openSnapshot(file: string): {
  target: OfflineTarget;
  contents: Contents;
  close: () => void;
} {
  const { contents, record, close } = readRecord(file);
  if (!record.opened()) {
    close();
    throw new JournalError(
      `${file} does not hold its project yet; take the snapshot again with \`raildiff snapshot\``,
    );
  }
  return { target: offlineTarget(contents.projects[0]!, record, contents.startedAt), contents, close };
}

/** What a snapshot says that it holds in whole, where that is more than cases, sections and names. */
export const WITH_ATTACHMENTS = 'attachments';

/** Its attachments were read as well: there may be none, where no text refers to any. */
export const holdsAttachments = ({ attachments, completeOf }: Contents): boolean =>
  attachments.size > 0 || completeOf === WITH_ATTACHMENTS;
