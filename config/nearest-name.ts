/** What to say of a name that is not known: with the one that was probably meant. */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? `is not a known ${kind}` : `is not a known ${kind}; did you mean ${nearest}?`;
}

/** The known name that a mistyped one was probably meant to be, or undefined when none is near. */
function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const other = candidate.toLowerCase();
    const isPart = wanted.length >= PART_LENGTH_MIN && other.startsWith(wanted);
    const distance = isPart ? 1 : editDistance(wanted, other);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** So many letters of a longer name already say which one is meant. */
const PART_LENGTH_MIN = 4;
const COMPARED_LENGTH_MAX = 100;

/** How many letters must be added, removed or changed to make one word of the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  const left = a.slice(0, COMPARED_LENGTH_MAX);
  const right = b.slice(0, COMPARED_LENGTH_MAX);
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [row, letter] of left.split('').entries()) {
    const current = [row + 1];
    for (let column = 0; column < right.length; column += 1) {
      const replaced = (previous[column] ?? 0) + (right[column] === letter ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
