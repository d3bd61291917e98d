/**
 * What depends on nothing but the keys of an object, remembered for those of the last one: nearly all objects of a kind have
 * the same keys in the same order, and to see that takes no array of them.
 */
export class ByKeys<T> {
  private keys: readonly string[] = [];
  private value: T;

  constructor(private readonly of: (keys: readonly string[]) => T) {
    this.value = of(this.keys);
  }

  /** @param object a plain one */
  read(object: object): T {
    if (!this.areTheLast(object)) {
      this.keys = Object.keys(object);
      this.value = this.of(this.keys);
    }
    return this.value;
  }

  private areTheLast(object: object): boolean {
    let n = 0;
    for (const key in object) if (key !== this.keys[n++]) return false;
    return n === this.keys.length;
  }
}
