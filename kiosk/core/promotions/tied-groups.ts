const NONE = -1;

/**
 * Parts items into groups that have no tie in common, in the order of their first items (union-find).
 * @param tieCount ties are numbers from 0 to below this one
 * @param tiesOf what an item is tied by; two items with the same tie are in one group
 */
export function tiedGroups<Item>(
  items: readonly Item[],
  tieCount: number,
  tiesOf: (item: Item) => readonly number[],
): readonly (readonly Item[])[] {
  const leader = new Int32Array(items.length);
  const find = (index: number): number => {
    let root = index;
    while (leader[root] !== root) root = leader[root] ?? root;
    leader[index] = root;
    return root;
  };
  const firstWith = new Int32Array(tieCount).fill(NONE);
  let index = 0;
  for (const item of items) {
    leader[index] = index;
    for (const tie of tiesOf(item)) {
      const first = firstWith[tie] ?? NONE;
      if (first === NONE) {
        firstWith[tie] = index;
        continue;
      }
      const a = find(first);
      const b = find(index);
      leader[Math.max(a, b)] = Math.min(a, b);
    }
    index += 1;
  }
  return groupsByRoot(items, find);
}

function groupsByRoot<Item>(items: readonly Item[], find: (index: number) => number): readonly (readonly Item[])[] {
  const groups: Item[][] = [];
  const positions = new Int32Array(items.length).fill(NONE);
  let index = 0;
  for (const item of items) {
    const root = find(index);
    const position = positions[root] ?? NONE;
    if (position === NONE) {
      positions[root] = groups.length;
      groups.push([item]);
    } else {
      groups[position]?.push(item);
    }
    index += 1;
  }
  return groups;
}
