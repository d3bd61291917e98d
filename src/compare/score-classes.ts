/** Pairs of groups by their score, no more than can be held. */
export class ScoreClasses {
  private readonly byScore = new Map<number, GroupPairs>();
  private total = 0;
  private highestLetGo: number | undefined;

  /** @param mostPairs how many are kept */
  constructor(
    private readonly asked: number,
    private readonly mostPairs: number,
  ) {}

  /** What a score must reach to be kept. It rises where there are too many pairs. */
  get threshold(): number {
    // No two scores are as near to each other as this, so it is just above the one that was let go.
    return this.highestLetGo === undefined ? this.asked : this.highestLetGo + Number.EPSILON;
  }

  /** Pairs of this score and of lower ones were let go; undefined where all were kept. */
  get letGo(): number | undefined {
    return this.highestLetGo;
  }

  add(score: number, left: number, right: number): void {
    let pairs = this.byScore.get(score);
    if (!pairs) this.byScore.set(score, (pairs = new GroupPairs()));
    pairs.push(left, right);
    // Some more than allowed, so that the lowest scores are not looked for each time.
    if (++this.total > this.mostPairs * 1.125) this.letLowestGo();
  }

  /** All that is kept, highest score first. */
  descending(): [score: number, pairs: GroupPairs][] {
    this.letLowestGo();
    return this.sorted().reverse();
  }

  /**
   * Whole scores go, the lowest first, and only while more pairs than allowed reach them. So which ones go does not depend
   * on the order in which pairs come.
   */
  private letLowestGo(): void {
    for (const [score, pairs] of this.sorted()) {
      if (this.total <= this.mostPairs) return;
      this.byScore.delete(score);
      this.total -= pairs.length;
      this.highestLetGo = score;
    }
  }

  private sorted(): [number, GroupPairs][] {
    return [...this.byScore].sort(([a], [b]) => a - b);
  }
}

/** Grows as it is filled: eight bytes a pair, where an array of objects takes fifty. */
export class GroupPairs {
  length = 0;
  private held = new Uint32Array(8);

  push(left: number, right: number): void {
    const at = this.length++ * 2;
    if (at === this.held.length) {
      const larger = new Uint32Array(at * 2);
      larger.set(this.held);
      this.held = larger;
    }
    this.held[at] = left;
    this.held[at + 1] = right;
  }

  left(n: number): number {
    return this.held[n * 2]!;
  }

  right(n: number): number {
    return this.held[n * 2 + 1]!;
  }
}
