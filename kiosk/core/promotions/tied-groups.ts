/**
 * Parts items into groups that have no tie in common, in the order of their first items (union-find).
 * @param tiesOf what an item is tied by; two items with the same tie are in one group
 */
export function tiedGroups<Item>(
  items: readonly Item[],
  tiesOf: (item: Item) => Iterable<unknown>,
): readonly (readonly Item[])[] {
  const leader = items.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (leader[root] !== root) root = leader[root] ?? root;
    leader[index] = root;
    return root;
  };
  const firstWith = new Map<unknown, number>();
  for (const [index, item] of items.entries()) {
    for (const tie of tiesOf(item)) {
      const first = firstWith.get(tie);
      if (first === undefined) {
        firstWith.set(tie, index);
        continue;
      }
      const [a, b] = [find(first), find(index)];
      leader[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const groups = new Map<number, Item[]>();
  for (const [index, item] of items.entries()) {
    const root = find(index);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
