import type {
  KeptAttachment,
  KeptPage,
  KeptProject,
  KeptSection,
  PageAsked,
  ProjectRecord,
} from '../testrail/index.js';

const keyOf = ({ suiteId, offset, limit }: PageAsked): string => `${suiteId}/${offset}+${limit}`;

/** What was read of a project in this process: a project that is compared with several is asked for once. */
export function memoryRecord(): ProjectRecord {
  const begunAt = Date.now();
  let opened: KeptProject | undefined;
  const pages = new Map<string, KeptPage>();
  const sections = new Map<number | null, KeptSection[]>();
  const attachments = new Map<string, KeptAttachment>();
  return {
    opened: () => opened,
    page: (asked) => pages.get(keyOf(asked)),
    holds: (asked) => pages.has(keyOf(asked)),
    sections: (suiteId) => sections.get(suiteId),
    keepOpened: (kept) => (opened = kept),
    keepPage: (asked, page) => pages.set(keyOf(asked), page),
    keepSections: (suiteId, kept) => sections.set(suiteId, kept),
    attachment: (id) => attachments.get(id),
    keepAttachment: (id, kept) => attachments.set(id, kept),
    age: () => ({ begunAt, complete: false }),
    keepUnsettled: (suiteId) => {
      sections.delete(suiteId);
      for (const key of pages.keys()) if (key.startsWith(`${suiteId}/`)) pages.delete(key);
    },
  };
}

/** What was read of a project before its pages, and nothing else: of many projects all pages would be too much to keep. */
export function openedRecord(): ProjectRecord {
  let opened: KeptProject | undefined;
  return {
    opened: () => opened,
    page: () => undefined,
    holds: () => false,
    keepOpened: (kept) => (opened = kept),
    keepPage: () => {},
  };
}
