/**
 * Parts items into groups that have no tie in common, in the order of their first items (union-find).
 * @param tiesOf what an item is tied by; two items with the same tie are in one group
 */
export function tiedGroups<Item>(
  items: readonly Item[],
  tiesOf: (item: Item) => readonly unknown[],
): readonly (readonly Item[])[] {
  const leader = items.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (leader[root] !== root) root = leader[root] ?? root;
    leader[index] = root;
    return root;
  };
  const firstWith = new Map<unknown, number>();
  let index = 0;
  for (const item of items) {
    for (const tie of tiesOf(item)) {
      const first = firstWith.get(tie);
      if (first === undefined) {
        firstWith.set(tie, index);
        continue;
      }
      const a = find(first);
      const b = find(index);
      leader[Math.max(a, b)] = Math.min(a, b);
    }
    index += 1;
  }
  const groups: Item[][] = [];
  const positions = items.map(() => -1);
  index = 0;
  for (const item of items) {
    const root = find(index);
    const position = positions[root] ?? -1;
    if (position === -1) {
      positions[root] = groups.length;
      groups.push([item]);
    } else {
      groups[position]?.push(item);
    }
    index += 1;
  }
  return groups;
}
