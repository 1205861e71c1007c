/** Remembers answers to questions. Whoever asks puts all into the question that the answer depends on. */
export class Memo<Answer> {
  readonly #answers = new Map<string, Answer>();
  readonly #answersMax: number;

  /** @param answersMax when they would be more, all are forgotten and found again */
  constructor(answersMax: number) {
    this.#answersMax = answersMax;
  }

  recall(question: string, find: () => Answer): Answer {
    const known = this.#answers.get(question);
    if (known !== undefined) return known;
    const answer = find();
    if (this.#answers.size >= this.#answersMax) this.#answers.clear();
    this.#answers.set(question, answer);
    return answer;
  }
}

/**
 * A memory for each owner, as long as the owner lives. It changes no answer, only how soon it comes: adding a line to a
 * basket finds again only what the line touches.
 * @param answersMax the most that are kept for one owner
 */
export function rememberingFor<Answer>(answersMax: number): (owner: object) => Memo<Answer> {
  const memos = new WeakMap<object, Memo<Answer>>();
  return (owner) => {
    let memo = memos.get(owner);
    if (memo === undefined) {
      memo = new Memo(answersMax);
      memos.set(owner, memo);
    }
    return memo;
  };
}
