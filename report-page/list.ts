import { element } from './dom.js';
import { scrollTo, visibleRows } from './window.js';

export interface ListOptions {
  /** The content of the row of an item. */
  row(item: number): HTMLElement[];
  /** An item was chosen to be opened. */
  open(item: number): void;
}

/**
 * A list of rows of one height, of which only those near the window are in the document: a listbox whose options say
 * their place in the whole.
 */
export class VirtualList {
  readonly root = element('div', {
    id: 'list',
    role: 'listbox',
    tabindex: '0',
    'aria-label': 'Differences',
  });
  private readonly canvas = element('div', { class: 'canvas', role: 'presentation' });
  private readonly drawn = new Map<number, HTMLElement>();
  private items: readonly number[] = [];
  private selected = 0;
  private rowHeight = 1;

  constructor(private readonly options: ListOptions) {
    this.root.append(this.canvas);
    this.root.addEventListener('scroll', () => this.draw(), { passive: true });
    this.canvas.addEventListener('click', ({ target }) => {
      const row = target instanceof Element ? target.closest<HTMLElement>('[role=option]') : null;
      if (row) this.open(Number(row.dataset.row));
    });
    new ResizeObserver(() => this.measure()).observe(this.root);
  }

  /** Shows these items, from the top. */
  show(items: readonly number[]): void {
    this.items = items;
    this.selected = 0;
    this.clear();
    this.root.scrollTop = 0;
    this.measure();
  }

  /** Selects the row that stands so many rows below; above, where negative. */
  move(rows: number): void {
    if (this.items.length === 0) return;
    this.select(Math.min(this.items.length - 1, Math.max(0, this.selected + rows)));
  }

  /** Rows that fit into the window. */
  get page(): number {
    return Math.max(1, Math.floor(this.root.clientHeight / this.rowHeight) - 1);
  }

  openSelected(): void {
    this.open(this.selected);
  }

  private open(row: number): void {
    const item = this.items[row];
    if (item === undefined) return;
    this.select(row);
    this.options.open(item);
  }

  private select(row: number): void {
    this.mark(this.drawn.get(this.selected), false);
    this.selected = row;
    this.root.scrollTop = scrollTo(row, this.root.scrollTop, this.root.clientHeight, this.rowHeight);
    this.draw();
    this.mark(this.drawn.get(row), true);
  }

  private mark(row: HTMLElement | undefined, isSelected: boolean): void {
    if (!row) return;
    row.setAttribute('aria-selected', String(isSelected));
    if (isSelected) this.root.setAttribute('aria-activedescendant', row.id);
  }

  /** The height of a row is a matter of the style and of the reader's font. */
  private measure(): void {
    const probe = element('div', { class: 'row' });
    this.canvas.append(probe);
    const height = probe.getBoundingClientRect().height || 1;
    probe.remove();
    if (height !== this.rowHeight) this.clear();
    this.rowHeight = height;
    this.canvas.style.height = `${height * this.items.length}px`;
    this.draw();
  }

  private clear(): void {
    for (const row of this.drawn.values()) row.remove();
    this.drawn.clear();
    this.root.removeAttribute('aria-activedescendant');
  }

  private draw(): void {
    const { scrollTop, clientHeight } = this.root;
    const { from, to } = visibleRows(scrollTop, clientHeight, this.rowHeight, this.items.length);
    for (const [row, drawn] of this.drawn) {
      if (row >= from && row < to) continue;
      drawn.remove();
      this.drawn.delete(row);
    }
    for (let row = from; row < to; row++) if (!this.drawn.has(row)) this.drawRow(row);
  }

  private drawRow(row: number): void {
    const item = this.items[row]!;
    const attributes = {
      class: 'row',
      id: `row-${row}`,
      role: 'option',
      'data-row': String(row),
      'aria-setsize': String(this.items.length),
      'aria-posinset': String(row + 1),
      'aria-selected': 'false',
    };
    const drawn = element('div', attributes, ...this.options.row(item));
    drawn.style.transform = `translateY(${row * this.rowHeight}px)`;
    this.canvas.append(drawn);
    this.drawn.set(row, drawn);
    if (row === this.selected) this.mark(drawn, true);
  }
}
