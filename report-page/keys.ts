import type { VirtualList } from './list.js';

export interface Keyboard {
  list: VirtualList;
  search: HTMLInputElement;
  /** Closes what is open, if anything is. */
  close(): void;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement;

/** What a key does in the list; undefined where it means nothing there. */
function listKey(key: string, list: VirtualList): (() => void) | undefined {
  const keys: Record<string, () => void> = {
    j: () => list.move(1),
    k: () => list.move(-1),
    ArrowDown: () => list.move(1),
    ArrowUp: () => list.move(-1),
    PageDown: () => list.move(list.page),
    PageUp: () => list.move(-list.page),
    Home: () => list.move(-Infinity),
    End: () => list.move(Infinity),
    Enter: () => list.openSelected(),
    ' ': () => list.openSelected(),
  };
  return keys[key];
}

/** The letters work wherever nothing is typed; arrows, Enter and their like in the list alone. */
export function listenToKeys({ list, search, close }: Keyboard): void {
  const focusList = (): void => list.root.focus();

  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown' && event.key !== 'Escape') return;
    event.preventDefault();
    if (event.key === 'Escape' && search.value !== '') {
      search.value = '';
      search.dispatchEvent(new Event('input'));
    } else focusList();
    event.stopPropagation();
  });

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const inList = event.target === list.root;
    if (event.key === '/') {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'Escape') {
      close();
      focusList();
    } else if (inList || event.key === 'j' || event.key === 'k') {
      const act = listKey(event.key, list);
      if (!act) return;
      event.preventDefault();
      if (!inList) focusList();
      act();
    }
  });
}
