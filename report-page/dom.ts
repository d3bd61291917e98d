type Child = Node | string;

/** An element with attributes and children. A string is always text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A text of its own direction of writing, that turns nothing around it. */
export const isolated = (text: string): HTMLElement => element('bdi', {}, text);

/** A link to a page of the web; the label alone where the address is anything else. */
export function webLink(label: string, address: string): HTMLElement {
  const url = webAddress(address);
  return url === undefined
    ? element('span', {}, label)
    : element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label);
}

/** The address where it is one of the web, undefined for `javascript:`, `data:` and whatever else. */
export function webAddress(address: string): string | undefined {
  try {
    const url = new URL(address);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}
