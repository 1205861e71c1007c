const NEW_LINE = 0x0a;

/** One line of input; of a line that is too long only its length is kept. */
export type Line = { readonly text: string } | { readonly tooLong: number };

/**
 * Takes a stream of bytes apart at line feeds, Latin-1 character by byte, never holding more of a line than its bound.
 * @param lengthMax in bytes
 */
export async function* boundedLines(
  chunks: AsyncIterable<Uint8Array>,
  lengthMax: number,
): AsyncGenerator<Line, void, undefined> {
  let held: Uint8Array[] = [];
  let length = 0;
  const take = (part: Uint8Array): void => {
    length += part.length;
    if (length <= lengthMax) held.push(part);
    else held = [];
  };
  const finish = (): Line => {
    const line = length <= lengthMax ? { text: Buffer.concat(held).toString('latin1') } : { tooLong: length };
    held = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEW_LINE); end !== -1; end = chunk.indexOf(NEW_LINE, start)) {
      take(chunk.subarray(start, end));
      yield finish();
      start = end + 1;
    }
    take(chunk.subarray(start));
  }
  if (length > 0) yield finish();
}
