/** Remembers answers to questions. Whoever asks puts all into the question that the answer depends on. */
export class Memo<Answer, Question = string> {
  readonly #answers = new Map<Question, Answer>();
  readonly #answersMax: number;

  /** @param answersMax when they would be more, all are forgotten and found again */
  constructor(answersMax: number) {
    this.#answersMax = answersMax;
  }

  recall(question: Question, find: () => Answer): Answer {
    return this.known(question) ?? this.keep(question, find());
  }

  known(question: Question): Answer | undefined {
    return this.#answers.get(question);
  }

  keep(question: Question, answer: Answer): Answer {
    if (this.#answers.size >= this.#answersMax) this.#answers.clear();
    this.#answers.set(question, answer);
    return answer;
  }
}

/**
 * A memory for each owner, as long as the owner lives. It changes no answer, only how soon it comes: adding a line to a
 * basket finds again only what the line touches. Owners are few: the garbage collector pays for each of them.
 */
export function rememberingFor<Memory>(make: () => Memory): (owner: object) => Memory {
  const memories = new WeakMap<object, Memory>();
  return (owner) => {
    let memory = memories.get(owner);
    if (memory === undefined) {
      memory = make();
      memories.set(owner, memory);
    }
    return memory;
  };
}
