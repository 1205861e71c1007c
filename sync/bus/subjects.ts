/** The most characters of a subject or a pattern. */
const SUBJECT_LENGTH_MAX = 256;

/** Words of letters, digits, hyphens and underscores, joined by dots. */
const SUBJECT = /^[\w-]+(?:\.[\w-]+)*$/;
/** The same, where a word may be `*`, and the last one `>`. */
const PATTERN = /^(?:(?:[\w-]+|\*)(?:\.(?:[\w-]+|\*))*(?:\.>)?|>)$/;

export function isSubject(text: string): boolean {
  return text.length <= SUBJECT_LENGTH_MAX && SUBJECT.test(text);
}

export function isPattern(text: string): boolean {
  return text.length <= SUBJECT_LENGTH_MAX && PATTERN.test(text);
}

/** Does a pattern stand for a subject? `*` is one word, a last `>` is one or more. */
export function matches(pattern: string, subject: string): boolean {
  const words = subject.split('.');
  const wanted = pattern.split('.');
  for (const [index, want] of wanted.entries()) {
    if (want === '>') return words.length > index;
    if (index >= words.length || (want !== '*' && want !== words[index])) return false;
  }
  return words.length === wanted.length;
}
